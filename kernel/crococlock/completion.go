package main

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const completionLong = `Prints a script that has a shell complete commands, flags and their values on
the Tab key. Let each new shell read it:

bash, with the package bash-completion: in ~/.bashrc
  source <(crococlock completion bash)
zsh: in ~/.zshrc, behind compinit
  source <(crococlock completion zsh)
fish: once
  crococlock completion fish > ~/.config/fish/completions/crococlock.fish
PowerShell: in the file that $PROFILE names
  crococlock completion powershell | Out-String | Invoke-Expression`

// newCompletion is "crococlock completion".
func newCompletion(std stdio) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:       "completion " + strings.Join(shells, "|"),
		Short:     "make a shell complete commands and flags",
		Long:      completionLong,
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || !slices.Contains(shells, args[0]) {
				return usageError("want the name of a shell, got %s", words(args))
			}
			return writeCompletion(std.out, cmd.Root(), args[0])
		},
	}
}

func writeCompletion(w io.Writer, root *cobra.Command, shell string) error {
	const descriptions = true
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(w, descriptions)
	case "zsh":
		return root.GenZshCompletion(w)
	case "fish":
		return root.GenFishCompletion(w, descriptions)
	}
	return root.GenPowerShellCompletionWithDesc(w)
}

// forShell reports whether a shell asks what could complete what is typed.
func forShell(args []string) bool {
	return len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd)
}

// plainFlags takes the marks off the flags' descriptions that help needs and
// shells would show.
func plainFlags(root *cobra.Command) {
	for _, c := range append(root.Commands(), root) {
		c.Flags().VisitAll(func(f *pflag.Flag) { _, f.Usage = pflag.UnquoteUsage(f) })
	}
}
