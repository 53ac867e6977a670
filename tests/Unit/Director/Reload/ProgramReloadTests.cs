using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Director;
using Ldirectord.Tests.Config;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Director;

/// <summary>Programs of checkdirectory over reloads.</summary>
public sealed class ProgramReloadTests : IDisposable
{
    private readonly ProgramFolder _folder = new();
    private DirectorConfig? _config;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EditedProgram_BeginsToCountAnew()
    {
        string isUp = $"test -e {_folder.Path("dead")} || exit 0";
        _folder.Add("smb", $"{isUp}; echo broken; exit 1");
        await using var director = new RunningDirector(ReadConfig());
        await director.FirstRoundAsync();
        var service = _config!.VirtualServices[0];
        File.WriteAllText(_folder.Path("dead"), "");
        await director.AdvanceUntilAsync(() => Logged(director, "failure 2/4"), TimeSpan.FromMinutes(1));

        // The same program: the count goes on.
        director.Reload(new ConfigResult(ReadConfig(), []));
        await director.AdvanceUntilAsync(() => Logged(director, "failure 3/4"), TimeSpan.FromMinutes(1));

        _folder.Add("smb", $"{isUp}; echo broken as well; exit 1");
        director.Reload(new ConfigResult(ReadConfig(), []));
        await director.AdvanceUntilAsync(() => director.Log.Lines.Count(line => Has(line, "failure 1/4")) == 2, TimeSpan.FromMinutes(1));
        Assert.Equal("127.0.0.2:81 1", director.In(service));
        await director.AdvanceUntilAsync(() => director.In(service) == "-", TimeSpan.FromMinutes(2));
        Assert.Contains(director.Log.Lines, line => Has(line, "smb: broken as well"));
    }

    [Fact]
    public void ProgramThatDidNotChange_IsTheSameCheck()
    {
        _folder.Add("smb");
        var before = Check(ReadConfig());
        Assert.Equal(before, Check(ReadConfig()));
        _folder.Add("smb", "exit 1");
        Assert.NotEqual(before, Check(ReadConfig()));
    }

    [Fact]
    public async Task ProgramThatBecameUnsafe_IsRefused_AndTheOldConfigurationStays()
    {
        var path = _folder.Add("smb");
        await using var director = new RunningDirector(ReadConfig());
        await director.FirstRoundAsync();
        var service = _config!.VirtualServices[0];
        ProgramFolder.SetMode(path, "777");

        director.Reload(ConfigReader.ReadText(Reading.FileName, Text, _config));

        await Eventually.TrueAsync(() => Logged(director, "Configuration rejected: 1 error(s)"));
        Assert.True(Logged(director, $"at line 6: service = smb is refused: others than its owner may write to {path} (mode 777)"));
        Assert.Equal("127.0.0.2:81 1", director.In(service));
    }

    [Fact]
    public async Task ServerInMaintenance_StaysOut_WhateverItsProgramSays()
    {
        using var maintenance = new TemporaryFolder();
        maintenance.Write("127.0.0.2:81", "");
        _folder.Add("smb");
        await using var director = new RunningDirector(
            Reading.ReadConfig($"maintenancedir={maintenance.FullName}\n{Text}"));
        await director.FirstRoundAsync();
        var server = (await director.SnapshotAsync()).Services[0].Servers[0];
        Assert.Equal(ReportedHealth.Maintenance, server.Health);
        Assert.Equal("-", director.In(Reading.ReadConfig(Text).VirtualServices[0]));
    }

    private string Text => $"{_folder.Line}\nfailurecount=4\ncheckinterval=10\n"
        + "virtual=127.0.0.1:80\n\treal=127.0.0.2:81 masq\n\tservice=smb\n";

    private DirectorConfig ReadConfig()
    {
        var read = ConfigReader.ReadText(Reading.FileName, Text, _config);
        Assert.Empty(read.Errors);
        return _config = read.Config!;
    }

    private static ExternalCheck Check(DirectorConfig config) =>
        Assert.IsType<ExternalCheck>(config.VirtualServices[0].RealServers[0].Check);

    private static bool Logged(RunningDirector director, string text) => director.Log.Lines.Any(line => Has(line, text));

    private static bool Has(string line, string text) => line.Contains(text, StringComparison.Ordinal);
}
