using static Ldirectord.Kernel.Compatibility.Stories.Text;

namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>The commands, by what they answer, and how a daemon can run.</summary>
internal static class Commands
{
    private const string StatusWithBadFile = "`status`, `stop` with a bad file, or one that is gone, while the daemon runs";

    private static Story Errors(this Story story) => story
        .Original("errors in a file", @"[\w-]+: err: Error \[PID\] reading file .*")
        .Ours("errors in a file", @"[\w-]+: err: Error \[PID\] reading file .*");

    public static Story NotRunning_EachCommandSaysSo => new Story(Two + Connect)
        .Command("status").Command("stop").Command("try-restart").Command("reload").Command("force-reload")
        .Ours("`reload` while nothing runs", @"(force-)?reload: err: ldirectord is stopped for \S+");

    public static Story Running_EachCommandAnswers => new Story(Two + Connect)
        .Start().Command("status").Command("start").Command("reload").Command("force-reload").Command("stop").Command("status")
        .Original("`status`, `stop`, `reload`", "log: Invoking ldirectord invoked as: .* start");

    public static Story Restart_StartsItAfresh => new Story(Two + Connect).Restart().Restart().Restart("try-restart").Stop();

    public static Story RestartWithCleanstopNo_TheTableStays => new Story("cleanstop=no\n" + Two + Connect).Start().Kill("b1").Restart()
        .Stop();

    public static Story AStalePidFile_IsSaidAndReplaced => new Story(Two + Connect)
        .Shell("echo 99999 >/run/ldirectord.story.cf.pid").Command("status").Command("reload").Command("stop").Start()
        .Command("status").Stop()
        .Ours("`reload` while nothing runs", @"reload: err: ldirectord is stopped for \S+");

    public static Story ABadFile_EachCommandRefusesIt => new Story(Two + "\n    checktype=nonsense")
        .Command("start").Command("status").Command("stop").Command("reload").Command("restart").Command("try-restart").Errors();

    public static Story ABadFileWhileRunning_TheDaemonIsWithinReachAndStays => new Story(Two + Connect)
        .Start().Write("checktype=connect", "checktype=nonsense")
        .Command("status").TablesDiffer(StatusWithBadFile).Kill("b1").TablesDiffer(StatusWithBadFile)
        .Original(StatusWithBadFile, "status: exit code 2")
        .Ours(StatusWithBadFile, @"status: (exit code 0|err: ldirectord for \S+ is running with pid: PID)").Errors();

    public static Story AFileThatIsMissing_IsSaid => new Story(Two + Connect)
        .Shell("for command in start stop status reload restart; do code=0; ldirectord nowhere.cf $command 2>&1 || code=$?; "
            + "echo \"$command: $code\"; done");

    public static Story AWrongCommandLine_Is255 => new Story(Two + Connect)
        .Shell("for line in story.cf 'story.cf begin' '-x story.cf start'; do code=0; ldirectord $line >/dev/null 2>&1 || code=$?; "
            + "echo \"$line: $code\"; done");

    public static Story TheFileIsFoundByItsName_InEtcHaD => new Story(Two + Connect)
        .Shell("cp /etc/ha.d/story.cf /etc/ha.d/ldirectord.cf; ldirectord story.cf status 2>&1 || echo $?; ldirectord status 2>&1 || "
            + "echo $?; ldirectord -- story.cf status 2>&1 || echo $?");

    public static Story Supervised_ItStaysInTheForeground => new Story("supervised=yes\n" + Two + Connect)
        .StartInForeground().Kill("b1").StopInForeground();

    public static Story Debug_ItStaysInTheForeground => new Story(Two + Connect)
        .StartInForeground("-d").Kill("b1").StopInForeground();

    public static Story Execute_TheChildIsStartedAndItsStatusTold => new Story("execute=child.cf\n" + Two + Connect)
        .File("/etc/ha.d/child.cf", "checktimeout=6\nnegotiatetimeout=6\n"
            + "checkinterval=1\n" + Two.Replace("127.0.1.1", "127.0.1.2", StringComparison.Ordinal) + Connect + "\n")
        .Start().Command("status").Kill("b1").Reload();
}
