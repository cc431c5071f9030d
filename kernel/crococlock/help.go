package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// helpWidth is how many columns help takes.
const helpWidth = 80

// writeHelp explains a command: how it is called, what it does, examples, flags.
func writeHelp(w io.Writer, cmd *cobra.Command) {
	fmt.Fprintf(w, "%s.\n\nUsage: %s\n", strings.ToUpper(cmd.Short[:1])+cmd.Short[1:], cmd.UseLine())
	if cmd.Long != "" {
		fmt.Fprintf(w, "\n%s\n", strings.TrimSpace(cmd.Long))
	}
	if cmd.Example != "" {
		fmt.Fprintf(w, "\nExamples:\n  %s\n", strings.ReplaceAll(strings.TrimSpace(cmd.Example), "\n", "\n  "))
	}
	if cmd.HasAvailableSubCommands() {
		writeCommands(w, cmd)
		fmt.Fprintf(w, "\n%q tells more about a command.\n", cmd.Root().Name()+" COMMAND --help")
		return
	}
	cmd.InheritedFlags() // has cmd.Flags hold them too
	fmt.Fprintf(w, "\nFlags:\n%s", cmd.Flags().FlagUsagesWrapped(helpWidth))
	if more := cmd.Annotations[helpEnd]; more != "" {
		fmt.Fprintf(w, "\n%s\n", strings.TrimSpace(more))
	}
}

// helpEnd is the annotation whose text stands behind the flags.
const helpEnd = "help-end"

// writeCommands lists the commands by their groups.
func writeCommands(w io.Writer, cmd *cobra.Command) {
	for _, group := range cmd.Groups() {
		fmt.Fprintf(w, "\n%s:\n", group.Title)
		for _, c := range cmd.Commands() {
			if c.GroupID == group.ID && !c.Hidden {
				fmt.Fprintf(w, "  %-*s %s\n", c.NamePadding(), c.Name(), c.Short)
			}
		}
	}
}

// newHelp is "crococlock help".
func newHelp(std stdio) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "explain a command",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var names []cobra.Completion
			for _, c := range cmd.Root().Commands() {
				if len(args) == 0 && !c.Hidden {
					names = append(names, cobra.CompletionWithDesc(c.Name(), c.Short))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				writeHelp(std.out, cmd.Root())
				return nil
			case 1:
			default:
				return usageError("want one command, got %s", words(args))
			}
			for _, c := range cmd.Root().Commands() {
				if c.Name() == args[0] {
					writeHelp(std.out, c)
					return nil
				}
			}
			return unknownCommand(cmd.Root(), args[0])
		},
	}
}
