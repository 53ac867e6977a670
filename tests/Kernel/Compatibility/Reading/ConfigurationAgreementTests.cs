using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ldirectord.Config;
using Ldirectord.Tests.Config;
using Ldirectord.Tests.Docs;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>
/// Perl ldirectord and our reader read damaged configuration files: both accept or both refuse a file, and the line of the original's error
/// is among those of our errors, except for the differences that our reader itself names. Environment: LDIRECTORD is our executable,
/// AGREEMENT_SEED and AGREEMENT_FILES choose the files.
/// </summary>
public sealed class ConfigurationAgreementTests : IDisposable
{
    private const int Lanes = 3;

    /// <summary>One file of so many is given to the executables themselves, too: what the readers answer is what operators get.</summary>
    private const int Sampling = 200;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(60);

    private readonly string _directory = Directory.CreateTempSubdirectory("agreement").FullName;

    // By a program that can name files whose names are no UTF-8.
    public void Dispose() => Process.Start("rm", ["-rf", _directory]).WaitForExit();

    [Fact]
    public async Task DamagedFiles_AreAcceptedAndRefusedAsByPerlLdirectord()
    {
        int seed = FromEnvironment("AGREEMENT_SEED", 20261120);
        int wanted = FromEnvironment("AGREEMENT_FILES", 20_000);
        string executable = Environment.GetEnvironmentVariable("LDIRECTORD")
            ?? Ldirectord.Tests.Support.Repository.PathOf("artifacts", "ldirectord");
        Assert.True(File.Exists(executable), $"{executable} is missing: make build");
        Assert.True(File.Exists(PerlLdirectord.Executable), $"{PerlLdirectord.Executable} is missing: apt-get install ldirectord");

        using var deadline = new CancellationTokenSource(Deadline);
        var files = new ConcurrentQueue<(int Number, string Text)>(Files(seed).Take(wanted).Index());
        var disagreements = new ConcurrentQueue<string>();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(async () =>
        {
            using var readers = new TwoReaders(Path.Combine(_directory, $"lane{lane}"));
            while (files.TryDequeue(out var file))
            {
                if (await readers.DifferenceAsync(file.Text, deadline.Token) is not null)
                    disagreements.Enqueue(await ShrunkAsync(readers, file.Text, deadline.Token));
                else if (file.Number % Sampling == 0)
                    await HoldForTheExecutablesAsync(readers, executable, deadline.Token);
            }
        })));
        Assert.True(disagreements.IsEmpty,
            $"seed {seed}: {disagreements.Count} of {wanted} files\n{string.Join('\n', disagreements.Take(20))}");
    }

    private IEnumerable<string> Files(int seed)
    {
        string sample = SampleFile.Uncommented();
        // Without the directives that the original does not have.
        string common = string.Concat(ConfigurationMutator.SplitLines(sample).Where(line => !ConfigurationMutator.IsOurs(line)));
        var mutator = new ConfigurationMutator(seed, _directory, common, common, common, sample,
            SampleFile.Demo().Replace("/var/log/ldirectord.log", "/dev/null", StringComparison.Ordinal));
        while (true)
            yield return mutator.Next();
    }

    private static async Task HoldForTheExecutablesAsync(TwoReaders readers, string executable, CancellationToken deadline)
    {
        var original = await PerlLdirectord.AskAsync(PerlLdirectord.Executable, readers.FileName, deadline);
        Assert.True(readers.Original.Agrees(original), $"the original's reader answers {readers.Original}, the original itself {original}");
        var ours = await PerlLdirectord.AskAsync(executable, readers.FileName, deadline);
        // As status reads it: by its name a host is not the address that another line has.
        var expected = StatusAnswer.Ours(ConfigReader.ReadFile(readers.FileName, asksForHosts: false).Diagnostics);
        Assert.True(expected.Agrees(ours), $"our reader answers {expected}, the executable {ours}");
    }

    /// <summary>The text with every line taken out that the disagreement does not need, and the disagreement.</summary>
    private static async Task<string> ShrunkAsync(TwoReaders readers, string text, CancellationToken deadline)
    {
        var lines = ConfigurationMutator.SplitLines(text);
        for (int size = lines.Count / 2; size >= 1; size = size == 1 ? 0 : size / 2)
        {
            for (int at = 0; at < lines.Count;)
            {
                List<string> fewer = [.. lines[..at], .. lines[Math.Min(at + size, lines.Count)..]];
                if (await readers.DifferenceAsync(string.Concat(fewer), deadline) is not null)
                    lines = fewer;
                else
                    at += size;
            }
        }

        string shrunk = string.Concat(lines);
        return $"{await readers.DifferenceAsync(shrunk, deadline)}\n{Visible(shrunk)}\n";
    }

    private static string Visible(string text)
    {
        var visible = new StringBuilder();
        foreach (char c in text.Length > 2000 ? text[..2000] : text)
            visible.Append(c is '\n' or (>= ' ' and < '\x7f') ? c : $"\\x{(int)c:x2}");
        return visible.ToString();
    }

    private static int FromEnvironment(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;
}
