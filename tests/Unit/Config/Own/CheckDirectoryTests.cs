using System.Net;
using Ldirectord.Checks;
using Ldirectord.Cli;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>checkdirectory, and "service =" with the name of a program there.</summary>
public sealed class CheckDirectoryTests : IDisposable
{
    private readonly ProgramFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("smbcheck")]
    [InlineData("my-check.sh")]
    [InlineData("9_lives")]
    [InlineData("http-check")]
    [InlineData("\"quoted\"")]
    public void NameOfAProgram_IsItsService(string name)
    {
        _folder.Add(name.Trim('"'));
        var check = Assert.IsType<ExternalCheck>(Checked($"service={name}"));
        Assert.Equal((_folder.Path(name.Trim('"')), name.Trim('"')), (check.Command, check.Kind));
    }

    [Fact]
    public void Program_IsGivenTheFourArgumentsOfAnExternalCheck_InTheTimeOfANegotiateCheck()
    {
        _folder.Add("smb");
        var check = Assert.IsType<ExternalCheck>(Checked("service=smb|negotiatetimeout=7|checktimeout=3"));
        Assert.Equal(
            ("127.0.0.1", 80, IPEndPoint.Parse("127.0.0.2:81"), TimeSpan.FromSeconds(7), ExitCodes.Ldirectord, null),
            (check.VirtualAddress, check.VirtualPort, check.Target, check.Timeout, check.ExitCodes, check.Launch.Arguments));
    }

    [Fact]
    public void Program_ChecksWhereANegotiateCheckDoes()
    {
        _folder.Add("smb");
        Assert.Equal(IPEndPoint.Parse("127.0.0.9:445"), Checked("service=smb|checkaddress=127.0.0.9|checkport=445").Target);
    }

    [Theory]
    [InlineData("checktype=2", typeof(AlternatingCheck))]
    [InlineData("checktype=connect,negotiate", typeof(ConnectThenNegotiateCheck))]
    [InlineData("checktype=connect", typeof(ConnectCheck))]
    public void Checktype_IsFollowed(string checktype, Type type)
    {
        _folder.Add("smb");
        Assert.IsType(type, Checked($"service=smb|{checktype}"));
    }

    [Fact]
    public void Program_MayCheckAServiceOverSctp()
    {
        _folder.Add("diameter");
        Assert.IsType<ExternalCheck>(Checked("service=diameter|protocol=sctp"));
    }

    [Fact]
    public void BuiltInService_GoesBeforeAProgramOfItsName()
    {
        _folder.Add("http");
        Assert.IsType<HttpCheck>(Checked("service=http"));
    }

    [Fact]
    public void WordOfABuiltInService_IsThatService_AsInTheOriginal() => Assert.IsType<HttpCheck>(Checked("service=http-check"));

    [Theory]
    [InlineData("service=smbchekc")]
    [InlineData("service=../smb")]
    [InlineData("service=.hidden")]
    [InlineData("service=sub/smb")]
    public void UnknownName_IsAnErrorThatNamesTheDirectory(string line)
    {
        _folder.Add("smb");
        _folder.Add(".hidden");
        var error = Assert.Single(Read(FileWith(line, _folder.Line)).Errors);
        Assert.StartsWith("invalid service \"", error.Message, StringComparison.Ordinal);
        Assert.EndsWith($"submission, or the name of a program in {_folder.FullName}", error.Message, StringComparison.Ordinal);
        Assert.Equal((3, 10), (error.Line, error.Column)); // a tab is one column
    }

    [Fact]
    public void WithoutTheDirectory_AnUnknownServiceIsTheErrorOfBefore()
    {
        // The default is not there on a machine that runs tests.
        var error = Assert.Single(Read(FileWith("service=smb")).Errors);
        Assert.EndsWith("smtps, submission", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checkdirectory=/nowhere/checks.d", "invalid checkdirectory: /nowhere: no such file or directory")]
    [InlineData("checkdirectory=/etc/passwd", "invalid checkdirectory: /etc/passwd is not a directory")]
    [InlineData("checkdirectory=checks.d", "invalid checkdirectory: \"checks.d\" does not begin with /: expected an absolute path")]
    [InlineData("checkdirectory=", "empty checkdirectory: expected a value")]
    public void DirectoryThatCannotBeUsed_IsOneError(string line, string message)
    {
        var error = Assert.Single(Read(FileWith("service=none", line)).Errors);
        Assert.Equal((1, 16, message), (error.Line, error.Column, error.Message));
        if (!line.EndsWith('='))
            Assert.Equal([message], Read(FileWith("service=smb", line)).Errors.Select(other => other.Message));
    }

    [Fact]
    public void DirectoryAfterTheServices_HoldsForThem()
    {
        _folder.Add("smb");
        Assert.Empty(Read($"{FileWith("service=smb|real=127.0.0.2:81 masq")}{_folder.Line}\n").Errors);
    }

    [Theory]
    [InlineData("775")]
    [InlineData("757")]
    public void ProgramThatOthersMayWriteTo_IsRefused(string mode)
    {
        var path = _folder.Add("smb", mode: mode);
        var error = Assert.Single(Read(FileWith("real=127.0.0.2:81 masq|service=smb", _folder.Line)).Errors);
        Assert.Equal(
            (4, 10, $"service = smb is refused: others than its owner may write to {path} (mode {mode}): expected chmod go-w"),
            (error.Line, error.Column, error.Message));
    }

    [Fact]
    public void WorldWritableProgram_IsRefusedByTheCheckCommand()
    {
        var path = _folder.Add("smb", mode: "777");
        var (code, output) = Check(FileWith("service=smb", _folder.Line));
        Assert.Equal(
            (2, $"test.cf:3:10: error: service = smb is refused: others than its owner may write to {path} (mode 777): expected "
                + "chmod go-w\n1 error: this configuration is refused\n"),
            (code, string.Join('\n', output.Split('\n').Where(line => !line.Contains("warning", StringComparison.Ordinal)))));
    }

    [Fact]
    public void DirectoryThatOthersMayWriteTo_IsRefused()
    {
        _folder.Add("smb");
        ProgramFolder.SetMode(_folder.FullName, "1777");
        Assert.Equal(
            [$"invalid checkdirectory: others than its owner may write to {_folder.FullName} (mode 1777): expected chmod go-w"],
            Read(FileWith("service=smb", _folder.Line)).Errors.Select(error => error.Message));
    }

    [Theory]
    [InlineData("connect", "checkvia=virtual", false)]
    [InlineData("negotiate", "checkvia=virtual", true)]
    public void Checkvia_IsRefused(string checktype, string line, bool refused)
    {
        _folder.Add("smb");
        var errors = Read(FileWith($"service=smb|checktype={checktype}|real=127.0.0.2:80 gate|{line}", _folder.Line)).Errors;
        Assert.Equal(
            refused ? ["checkvia = virtual with service = smb, whose program opens the connection: "
                + "expected a check over TCP or UDP whose connection ldirectord opens itself"] : [],
            errors.Select(error => error.Message));
    }

    [Fact]
    public void WhatIsNotUsed_IsSaid()
    {
        _folder.Add("smb");
        Assert.Equal(
            ["checkmark has no effect with service = smb, whose program opens the connection", "helo has no effect with service = smb"],
            Read(FileWith("service=smb|real=127.0.0.2:80 gate|checkmark=3|helo=a", _folder.Line)).Diagnostics
                .Where(warning => !warning.IsPortability).Select(warning => warning.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void CheckCommand_NamesThePrograms_AndThoseThatNobodyUses()
    {
        foreach (var name in (string[])["smb", "other", "another", ".hidden", "http"])
            _folder.Add(name);
        _folder.Add("data", mode: "644");
        _folder.Add("unsafe", mode: "777");
        var (code, output) = Check(FileWith("service=smb|real=127.0.0.2:80 masq", _folder.Line));
        Assert.Equal(0, code);
        Assert.EndsWith(
            $"service \"smb\": {_folder.Path("smb")}\nnot used of {_folder.FullName}: another, other\n"
                + "1 virtual service, 1 real server, 1 distinct check\n",
            output, StringComparison.Ordinal);
    }

    [Fact]
    public void ServicesWithTheSameProgram_ShareACheckIfAllItsArgumentsAreEqual()
    {
        _folder.Add("smb");
        var checks = ReadConfig(_folder.Line + "\n" + string.Concat(((string[])
            ["checkarguments=\"{real} {port}\"", "checkarguments=\"{real} '{port}'\"", "checkarguments=\"{real} {virtual}\"",
                "checkarguments=\"{real} {port}\"\n\tpasswd=\"other\"", "comment=four arguments"]).Select((line, number) =>
                    $"virtual=127.0.1.{number}:80\n\treal=127.0.0.2:81 masq\n\tservice=smb\n\t{line}\n")))
            .VirtualServices.Select(service => service.RealServers[0].Check).ToList();

        Assert.Equal(checks[0], checks[1]);
        Assert.Equal(4, checks.Distinct().Count());
    }

    private Check Checked(string lines) => Server($"real=127.0.0.2:81 masq|{lines}", _folder.Line).Check;

    private static (int Code, string Output) Check(string text)
    {
        using var output = new StringWriter();
        return (CheckCommand.Run(Read(text), output), output.ToString());
    }
}
