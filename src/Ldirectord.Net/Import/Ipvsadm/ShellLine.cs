using System.Text;

namespace Ldirectord.Import;

/// <summary>A command of a script: its words, with quotes and variables of simple assignments resolved.</summary>
/// <param name="Text">As it stands; of a line with several commands, this one's words.</param>
/// <param name="IsInBlock">It stands in a function, a condition, a loop or an arm of case.</param>
internal sealed record ShellLine(IReadOnlyList<string> Words, string Text, Origin From, bool IsInBlock)
{
    /// <summary>The commands of a script, or the lines of "ipvsadm -S".</summary>
    /// <exception cref="UnreadableInputException">Its variables are without bounds.</exception>
    public static IEnumerable<ShellLine> Read(string text)
    {
        var (variables, blocks) = (new ShellVariables(), new ShellBlocks());
        foreach (var (line, at) in Joined(text))
        {
            var commands = new ShellCommands(line, variables);
            List<(string[] Words, bool IsInBlock)> read = [];
            while (commands.Next() is { } words)
            {
                var command = Assigned(blocks.Enter(words), variables, blocks.IsOpen);
                if (command.Length > 0)
                    read.Add((command, blocks.IsOpen));
            }

            foreach (var (words, isInBlock) in read)
                yield return new ShellLine(words, read.Count == 1 ? line : string.Join(' ', words), at, isInBlock);
        }
    }

    /// <summary>What is left of a command when it has assigned its variables.</summary>
    private static string[] Assigned(string[] command, ShellVariables variables, bool isInBlock)
    {
        while (command is [var first, ..] && ShellCommands.Assignment(first) is var (name, value))
        {
            variables.Assign(name, value, isInBlock);
            command = command[1..];
        }

        if (command is ["export" or "local" or "readonly", .. var exported]
            && exported.All(word => ShellCommands.Assignment(word) is not null))
            return Assigned(exported, variables, isInBlock);
        if (command is ["unset" or "read", .. var names])
        {
            foreach (var name in names)
                variables.Forget(name);
        }

        return command;
    }

    /// <summary>Lines that a backslash continues are one.</summary>
    private static IEnumerable<(string Line, Origin At)> Joined(string text)
    {
        var (whole, first, number) = (new StringBuilder(), 0, 0);
        foreach (var line in text.Split('\n'))
        {
            number++;
            first = whole.Length == 0 ? number : first;
            var trimmed = line.TrimEnd('\r');
            if (trimmed.EndsWith('\\'))
            {
                whole.Append(trimmed, 0, trimmed.Length - 1).Append(' ');
                continue;
            }

            whole.Append(trimmed);
            if (whole.ToString().Trim() is { Length: > 0 } joined)
                yield return (joined, new Origin(null, first));
            whole.Clear();
        }

        if (whole.ToString().Trim() is { Length: > 0 } rest)
            yield return (rest, new Origin(null, first));
    }
}
