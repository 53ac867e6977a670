using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Ldirectord.Config;
using Ldirectord.Tests.Config;

namespace Ldirectord.Kernel.Compatibility;

/// <summary>
/// Perl ldirectord and our executable are asked for the status of generated configuration files: whether they accept each, and which line they blame, is
/// the same, but for what the README lists. Environment: LDIRECTORD is our executable, AGREEMENT_SEED and AGREEMENT_FILES choose the files.
/// </summary>
public sealed class ConfigurationAgreementTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("agreement").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task GeneratedFiles_AreAcceptedAndRefusedAsByPerlLdirectord()
    {
        int seed = FromEnvironment("AGREEMENT_SEED", 20261120);
        int wanted = FromEnvironment("AGREEMENT_FILES", 500);
        string executable = Environment.GetEnvironmentVariable("LDIRECTORD") ?? Path.Combine(Repository(), "artifacts", "ldirectord");
        Assert.True(File.Exists(executable), $"{executable} is missing: make build");
        Assert.True(File.Exists(PerlLdirectord.Executable), $"{PerlLdirectord.Executable} is missing: apt-get install ldirectord");

        using var deadline = new CancellationTokenSource(Deadline);
        var disagreements = new ConcurrentQueue<string>();
        var files = FilesWithoutNamedDifferences(seed, wanted);
        var options = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = deadline.Token };
        await Parallel.ForEachAsync(files, options, async (file, token) =>
        {
            var (path, read) = file;
            var perl = await PerlLdirectord.AskAsync(PerlLdirectord.Executable, path, token);
            var ours = await PerlLdirectord.AskAsync(executable, path, token);
            if (!StatusAnswer.Original(read).Agrees(perl) || !StatusAnswer.Ours(read).Agrees(ours))
                disagreements.Enqueue($"{path}\n  Perl: {perl}\n  ours: {ours}\n{await File.ReadAllTextAsync(path, Encoding.Latin1, token)}");
        });
        Assert.True(disagreements.IsEmpty, $"seed {seed}: {disagreements.Count} of {files.Count} files\n{string.Join('\n', disagreements.Take(5))}");
    }

    // As many as wanted on which the two must agree, and those in between on which they differ as the README says.
    private List<(string Path, ConfigResult Read)> FilesWithoutNamedDifferences(int seed, int wanted)
    {
        var generator = new ConfigurationGenerator(seed);
        var files = new List<(string, ConfigResult)>();
        for (int plain = 0; plain < wanted;)
        {
            string path = Path.Combine(_directory, $"{files.Count}.cf");
            File.WriteAllText(path, generator.Next(), Encoding.Latin1);
            var read = ConfigReader.ReadFile(path);
            files.Add((path, read));
            if (!read.Diagnostics.Any(diagnostic => diagnostic.IsPortability))
                plain++;
        }

        return files;
    }

    private static int FromEnvironment(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Ldirectord.Net.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests are not inside the repository");
        return folder.FullName;
    }
}
