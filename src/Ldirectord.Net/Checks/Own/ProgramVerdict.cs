using System.Text;
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>What the end of a check's program and the first line of its output say of the server.</summary>
internal static class ProgramVerdict
{
    // Statuses of the Nagios plugin guidelines.
    private const int Ok = 0, Warning = 1, Critical = 2;

    private const int WholeWeight = 100;

    /// <summary>
    /// Highest exit status with a weight in keepalived's rules. A shell exits with 126 and 127 if it cannot run a command, and with 128 and
    /// more after a signal: these are failures, not weights.
    /// </summary>
    private const int HighestWeight = 125;

    /// <param name="output">The first bytes that the program wrote.</param>
    /// <param name="name">Of the program, for people.</param>
    /// <param name="warningWeight">warningweight: what a server has at WARNING, in percent of the weight in the file.</param>
    public static CheckResult Of(ExitCodes codes, ProcessEnd end, ReadOnlySpan<byte> output, string name, int warningWeight = WholeWeight)
    {
        var line = FirstLine(output);
        var text = line.Split('|')[0].Trim() is { Length: > 0 } said ? said : $"{end}";
        var code = codes switch
        {
            ExitCodes.Nagios => end.ExitStatus switch
            {
                Ok or Warning => StatusCode.ProgramOk,
                Critical => StatusCode.ProgramFailed,
                _ => StatusCode.ProgramUnknown,
            },
            ExitCodes.Keepalived => end.ExitStatus is 0 or (>= 2 and <= HighestWeight) ? StatusCode.ProgramOk : StatusCode.ProgramFailed,
            _ => end.Succeeded ? StatusCode.ProgramOk : StatusCode.ProgramFailed,
        };
        return code == StatusCode.ProgramOk
            ? new CheckResult(code, text) { Weight = Weight(codes, end.ExitStatus, line, warningWeight) }
            : new CheckResult(code, $"{name}: {text}");
    }

    /// <summary>What the program says itself counts before warningweight.</summary>
    private static WeightAnswer? Weight(ExitCodes codes, int? status, string line, int warningWeight) => codes switch
    {
        ExitCodes.Nagios when PerformanceData.Weight(line) is { } said => said,
        ExitCodes.Nagios when status == Warning && warningWeight < WholeWeight => new WeightAnswer(warningWeight, IsPercent: true),
        ExitCodes.Keepalived when status >= 2 => new WeightAnswer(status.Value - 2, IsPercent: false),
        _ => null,
    };

    private static string FirstLine(ReadOnlySpan<byte> output)
    {
        var end = output.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? output : output[..end]);
    }
}
