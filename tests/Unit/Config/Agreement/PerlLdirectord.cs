using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ldirectord.Config;

namespace Ldirectord.Tests.Config;

/// <summary>What a program answers to "FILE status": 3 for a file that it accepts, 2 and a line for one that it refuses.</summary>
/// <param name="Line">Of the first error; 0 without one.</param>
internal sealed record StatusAnswer(int ExitCode, int Line, string Message)
{
    /// <summary>As our reader would have the executable answer.</summary>
    public static StatusAnswer Ours(IEnumerable<Diagnostic> read) => From(read.FirstOrDefault(d => d.Severity == Severity.Error));

    public bool Agrees(StatusAnswer other) => ExitCode == other.ExitCode && Line == other.Line;

    /// <summary>
    /// Whether the original answers as our reader expects. It stops at the first error that it meets; our reader names all errors, by line.
    /// </summary>
    public bool IsExpectedBy(IEnumerable<Diagnostic> read)
    {
        var errors = read.Where(d => d.Severity == Severity.Error != d.IsPortability).ToList();
        return errors.Count == 0 ? ExitCode == 3 : ExitCode == 2 && errors.Exists(IsNamedBy);
    }

    // Of two sections of the same virtual service, the original names the second one's last line, we name its first.
    private bool IsNamedBy(Diagnostic error) =>
        error.Line == Line
        || (Message == "duplicate virtual server" && error.Line < Line
            && error.Message.StartsWith("duplicate virtual service", StringComparison.Ordinal));

    private static StatusAnswer From(Diagnostic? first) => first is null ? new StatusAnswer(3, 0, "") : new StatusAnswer(
        2, first.Line, first.Message);
}

/// <summary>Runs an ldirectord, the original or ours, as "ldirectord FILE status".</summary>
internal static partial class PerlLdirectord
{
    public const string Executable = "/usr/sbin/ldirectord";

    /// <summary>Runs it to its end, or kills it at the deadline.</summary>
    public static async Task<StatusAnswer> AskAsync(string executable, string file, CancellationToken deadline)
    {
        var start = new ProcessStartInfo(executable, [file, "status"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.Latin1,
            StandardOutputEncoding = Encoding.Latin1,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{executable} does not start");
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(deadline);
            string error = await process.StandardError.ReadToEndAsync(deadline);
            await output;
            await process.WaitForExitAsync(deadline);
            var first = FirstError().Match(error);
            return first.Success
                ? new StatusAnswer(
                    process.ExitCode, int.Parse(first.Groups[1].ValueSpan, CultureInfo.InvariantCulture), first.Groups[2].Value)
                : new StatusAnswer(process.ExitCode, 0, error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex(@"Error \[\d+\] reading file \S+ at line (\d+): (.*)")]
    private static partial Regex FirstError();
}
