using System.Text.RegularExpressions;
using Ldirectord.Tests.Config;
using Ldirectord.Tests.Docs;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers.Processors;

/// <summary>The program for arm64 reads configuration files as the program for x86-64 does.</summary>
public sealed partial class Arm64ReaderTests : IDisposable
{
    private const int Seed = 20261130, DamagedFiles = 40;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ldirectord-arm64-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task SampleFiles_AreReadAsOnX64() => HoldAsync(
        [
            .. Directory.EnumerateFiles(Repository.PathOf("docs", "examples"), "*.cf", SearchOption.AllDirectories).Order(),
            Repository.PathOf("etc", "ha.d", "ldirectord.cf"),
            Written("all.cf", SampleFile.Uncommented()),
        ]);

    [Fact]
    public Task DamagedFiles_AreReadAsOnX64()
    {
        var mutator = new ConfigurationMutator(Seed, _folder.FullName, SampleFile.Uncommented(), SampleFile.Demo());
        return HoldAsync([.. Enumerable.Range(0, DamagedFiles).Select(number => Written($"{number}.cf", mutator.Next()))]);
    }

    private static async Task HoldAsync(IReadOnlyList<string> files)
    {
        Assert.True(files.Count > 20);
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (file, _) =>
        {
            var x64 = await AnswerAsync(BuiltProgram.X64, file);
            var arm64 = await AnswerAsync(BuiltProgram.Arm64, file);
            Assert.True(x64.Code is 0 or 2, $"{file}: {x64}");
            Assert.True(x64 == arm64, $"{file}: x86-64 {x64}, arm64 {arm64}; the file:\n{File.ReadAllText(file)}");
        });
    }

    private static async Task<ProgramAnswer> AnswerAsync(string program, string file)
    {
        var answer = await BuiltProgram.RunAsync(program, [file, "check"]);
        return answer with { Output = MorePrograms().Replace(answer.Output, "") };
    }

    /// <summary>
    /// How many more programs a checkdirectory has. In /usr/bin some are links into /usr/lib, for which the emulator shows its own folder.
    /// </summary>
    [GeneratedRegex(@" and \d+ more$", RegexOptions.Multiline)]
    private static partial Regex MorePrograms();

    // A character is a byte, as the reader takes it.
    private string Written(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text, System.Text.Encoding.Latin1);
        return path;
    }
}
