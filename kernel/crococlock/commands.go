package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// groups are the headings of the list of commands, in its order.
var groups = []*cobra.Group{
	{ID: "pictures", Title: "Pictures"},
	{ID: "notebooks", Title: "Notebooks and Go"},
	{ID: "jupyter", Title: "Jupyter"},
	{ID: "program", Title: "This program"},
}

// newCommands returns the program with all its commands. kernel says how "run"
// starts the kernel that is this program.
func newCommands(std stdio, kernel func() (jupyter.Launch, error)) *cobra.Command {
	root := &cobra.Command{
		Use:           "crococlock COMMAND [arguments]",
		Short:         "pictures told apart, and Go in notebooks",
		SilenceErrors: true, // dispatch prints them
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs, // an unknown command is for RunE

		SuggestionsMinimumDistance: 2,
		DisableFlagsInUseLine:      true,
	}
	showVersion := root.Flags().BoolP("version", "v", false, "print the version")
	root.PersistentFlags().BoolP("help", "h", false, "explain the command")
	root.SetIn(std.in)
	root.SetOut(std.out)
	root.SetErr(std.err)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { writeHelp(std.out, cmd) })
	root.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case *showVersion:
			return printVersion(std)
		case len(args) == 0:
			writeHelp(std.err, cmd)
			return &failure{status: exitUsage}
		}
		return unknownCommand(root, args[0])
	}
	root.AddGroup(groups...)
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			c.Flags().SortFlags = false
			c.DisableFlagsInUseLine = true // Use says where they stand
			root.AddCommand(c)
		}
	}
	networks := []*cobra.Command{newPredict(std), newTrain(std), newEvaluate(std), newDisputable(std), newSample(std), newTrainGenerator(std)}
	for _, c := range networks {
		deviceFlag(c)
	}
	add("pictures", append(networks, newData(std))...)
	add("notebooks", newRun(std, kernel), newRepl(std))
	add("jupyter", newInstall(std), newUninstall(std), newServe(std))
	help := newHelp(std)
	add("program", newCompletion(std), newVersion(std), help)
	root.SetHelpCommand(help)
	root.AddCommand(newWorker())
	return root
}

// unknownCommand is the error for a command that there is not.
func unknownCommand(root *cobra.Command, name string) error {
	err := fmt.Errorf("unknown command %q", name)
	if near := root.SuggestionsFor(name); len(near) > 0 { // those of SuggestFor too
		err = fmt.Errorf("%w; did you mean %s?", err, strings.Join(near, " or "))
	} else if strings.HasSuffix(name, ".ipynb") {
		err = fmt.Errorf(`%w; "crococlock run %s" executes a notebook`, err, name)
	}
	return usageError("%w", err)
}

// dispatch runs one command and returns the program's exit status.
func dispatch(ctx context.Context, args []string, std stdio, kernel func() (jupyter.Launch, error)) int {
	root := newCommands(std, kernel)
	if forShell(args) {
		plainFlags(root)
	} else {
		args = normalise(root, args)
	}
	root.SetArgs(append([]string{}, args...)) // nil would be os.Args
	cmd, err := root.ExecuteContextC(ctx)
	return end(cmd, err, std)
}
