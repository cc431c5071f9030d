package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// normalise returns the command line as pflag reads it. A long flag may have one
// dash, as Go's own tools have it, a short one two; and where a flag's value may
// be two words, they are joined.
func normalise(root *cobra.Command, args []string) []string {
	cmd, rest, err := root.Find(args)
	if err != nil {
		return args // Execute will say so
	}
	out := strings.Fields(cmd.CommandPath())[1:]
	cmd.InheritedFlags() // has cmd.Flags hold them too
	flags := cmd.Flags()
	for i := 0; i < len(rest); i++ {
		arg := rest[i]
		if arg == "--" {
			return append(out, rest[i:]...)
		}
		name, dashed := strings.CutPrefix(arg, "-")
		name = strings.TrimPrefix(name, "-")
		name, value, joined := strings.Cut(name, "=")
		flag, dashes := flags.Lookup(name), "--"
		if flag == nil && len(name) == 1 {
			flag, dashes = flags.ShorthandLookup(name), "-"
		}
		if !dashed || flag == nil {
			if len(name) > 1 && dashed && !strings.HasPrefix(arg, "--") && len(nearFlags(cmd, name)) > 0 {
				arg = "-" + arg // -outputdir is a misspelling to refuse, not -o utputdir
			}
			out = append(out, arg)
			continue
		}
		if joined {
			value = "=" + value
		}
		out = append(out, dashes+name+value)
		if joined || flag.NoOptDefVal != "" || i+1 == len(rest) {
			continue
		}
		i++
		value = rest[i]
		if flag.Value.Type() == pairType && !strings.Contains(value, "=") && i+1 < len(rest) {
			i++
			value += "=" + rest[i]
		}
		out = append(out, value)
	}
	return out
}

// pairType is the type of a flag's value that is name=value and may come as two
// words.
const pairType = "name=value"

// flagError says in the words of this program what pflag found.
func flagError(cmd *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		without *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		if letters := unknown.GetSpecifiedShortnames(); letters != "" {
			name = letters // -color is one flag here, not five
		}
		err = fmt.Errorf("unknown flag %s", dashed(name))
		if near := nearFlags(cmd, name); len(near) > 0 {
			err = fmt.Errorf("%w; did you mean %s?", err, strings.Join(near, " or "))
		}
	case errors.As(err, &without):
		what, _ := pflag.UnquoteUsage(without.GetFlag())
		err = fmt.Errorf("%s needs a value: %s", spelling(without.GetFlag()), what)
	case errors.As(err, &invalid):
		flag := invalid.GetFlag()
		reason := invalid.Unwrap()
		if kind := kinds[flag.Value.Type()]; kind != "" {
			reason = errors.New("want " + kind)
		}
		err = fmt.Errorf("%s %q: %w", spelling(flag), invalid.GetValue(), reason)
	}
	return usageError("%w", err)
}

// kinds are pflag's types of values, in words.
var kinds = map[string]string{
	"bool":     "true or false",
	"int":      "a whole number",
	"uint64":   "a whole number, 0 or more",
	"duration": "a time such as 90s or 5m",
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// spelling is the flag as it is mostly written.
func spelling(f *pflag.Flag) string {
	if f.Shorthand != "" {
		return "-" + f.Shorthand
	}
	return "--" + f.Name
}

// nearFlags are the command's flags whose names are like name, by the measure
// for commands.
func nearFlags(cmd *cobra.Command, name string) []string {
	names := &cobra.Command{SuggestionsMinimumDistance: 2}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if len(f.Name) > 1 && !f.Hidden {
			names.AddCommand(&cobra.Command{Use: f.Name, Run: func(*cobra.Command, []string) {}})
		}
	})
	near := names.SuggestionsFor(name)
	for i := range near {
		near[i] = dashed(near[i])
	}
	return near
}

// choice is the value of a flag that is one of a few words.
type choice struct {
	value *string
	of    []string
}

// chooseFlag adds a flag that is one of some words, which shells complete.
func chooseFlag(cmd *cobra.Command, value *string, name, usage string, of ...string) {
	cmd.Flags().Var(&choice{value, of}, name, usage)
	complete(cmd, name, cobra.FixedCompletions(of, cobra.ShellCompDirectiveNoFileComp))
}

func (c *choice) String() string { return *c.value }

func (c *choice) Type() string { return "word" }

func (c *choice) Set(s string) error {
	if !slices.Contains(c.of, s) {
		last := len(c.of) - 1
		return fmt.Errorf("want %s or %s", strings.Join(c.of[:last], ", "), c.of[last])
	}
	*c.value = s
	return nil
}

// complete says how shells complete the value of a flag.
func complete(cmd *cobra.Command, flag string, how cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, how); err != nil {
		panic(err) // there is no such flag
	}
}

// folders completes folders.
func folders(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}
