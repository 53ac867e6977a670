using System.Text.RegularExpressions;
using Ldirectord.Tests.Support;

namespace Ldirectord.Kernel.ServerSide;

/// <summary>
/// docs/set-up.md as a test reads it: of each section the commands of each machine, and what the doctor says without one of them.
/// </summary>
/// <param name="Blocks">In the order of the page.</param>
internal sealed partial record SetUpPage(IReadOnlyList<SetUpBlock> Blocks, IReadOnlyList<LeftOut> Rows)
{
    /// <param name="section">The heading, without the number signs.</param>
    public static SetUpPage Read(string section)
    {
        var text = File.ReadAllText(Repository.PathOf("docs", "set-up.md"));
        var from = text.IndexOf($"\n## {section}\n", StringComparison.Ordinal);
        Assert.True(from >= 0, $"no section {section}");
        var to = text.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        text = text[from..(to < 0 ? text.Length : to)];
        return new SetUpPage(
            [.. Block().Matches(text).Select(match => new SetUpBlock(Where(match.Groups["where"].Value), match.Groups["commands"].Value))],
            [.. Row().Matches(text).Select(match => new LeftOut(
                match.Groups["command"].Value, Where(match.Groups["where"].Value), match.Groups["says"].Value))]);
    }

    private static SetUpMachine Where(string words) => words switch
    {
        "director" => SetUpMachine.Director,
        "each real server" or "real server" => SetUpMachine.RealServers,
        "client" => SetUpMachine.Client,
        _ => throw new InvalidDataException($"no machine is \"{words}\""),
    };

    [GeneratedRegex(
        @"On (?:the )?(?<where>director|client|each real server)[^\n]*:\n\n```sh\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\| `(?<command>[^`]+)`[^|]*\| (?<where>[^|]+) \| (?<says>[A-Z]+ [DR]\d+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}

/// <summary>A machine of docs/set-up.md.</summary>
internal enum SetUpMachine
{
    Director,
    RealServers,
    Client,
}

/// <summary>Commands of one machine, or of both real servers.</summary>
internal sealed record SetUpBlock(SetUpMachine Where, string Commands)
{
    /// <summary>It looks at the result, and sets nothing up.</summary>
    public bool Examines => Commands.Contains("ldirectord doctor", StringComparison.Ordinal);
}

/// <summary>A row of a table: what the doctor says on a machine where a command was left out.</summary>
/// <param name="Says">"FAIL D4".</param>
internal sealed record LeftOut(string Command, SetUpMachine Where, string Says);
