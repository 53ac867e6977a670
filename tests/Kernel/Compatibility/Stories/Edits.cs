using static Ldirectord.Kernel.Compatibility.Stories.Text;

namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>The file is edited, well and badly, and read again on a signal or by itself.</summary>
internal static class Edits
{
    private const string Third = "\n    real=127.0.2.3:80 masq 2";
    private const string Second = "\n    real=127.0.2.2:80 masq 5";

    // It has forgotten the server of the line that is wrong, and those after it.
    private static Story TheOriginalIsDead(this Story story) => story
        .Original("errors in a file", @"log: Error \[PID\] reading file .*")
        .Ours("errors in a file", @"log: (Error \[PID\] reading file .*|Configuration rejected.*)")
        .Ours("a reload that fails", @"log: Deleted real server: 127\.0\.2\.2:80 .*");

    public static Story AServerIsAdded_ItIsPutIn => new Story(Two + Connect).Start().Edit(Second, Second + Third).Kill("b3").Stop();

    public static Story AServerIsRemoved_ItGoes => new Story(Two + Connect).Start().Edit(Second, "").Kill("b1").Stop();

    public static Story AWeightAndAMethodAreChanged_TheyAreWritten => new Story(Two + Connect).Start().Edit("masq 5", "gate 7").Kill("b2")
        .Return("b2").Stop();

    public static Story PersistenceAndASchedulerAreAdded_TheyAreWritten => new Story(Two + Connect).Start()
        .Edit(Connect, Connect + "\n    persistent=600\n    scheduler=wlc").Edit("persistent=600", "persistent=60").Stop();

    public static Story AServiceIsAdded_ItIsSetUp => new Story(Two + Connect)
        .Start().Edit("virtual=127.0.1.1", One.Replace("127.0.1.1", "127.0.1.2", StringComparison.Ordinal) + Connect + "\n"
            + "virtual=127.0.1.1").Kill("b2").Stop().RemovedOnce();

    public static Story AServiceIsRemoved_ItIsPurged =>
        new Story(Two + Connect + "\n" + One.Replace("127.0.1.1", "127.0.1.2", StringComparison.Ordinal) + Connect + "\n")
        .Start().Edit(One.Replace("127.0.1.1", "127.0.1.2", StringComparison.Ordinal) + Connect + "\n", "").Stop()
        .Ours("a service that an edit takes out", @"log: Purged real server \(start\): .*");

    public static Story TheFallbackIsChangedWhileItServes_TheNewOneServes => new Story(Two + Connect + Fallback)
        .Start().Kill("b1", "b2").Edit("127.0.9.1", "127.0.9.2").Return("b1").Stop();

    public static Story QuiescentIsTurnedOff_TheDeadOnesGo => new Story("quiescent=yes\n" + Two + Connect).Start().Kill("b1")
        .Edit("quiescent=yes", "quiescent=no").Return("b1").Stop();

    public static Story AllServersAreReplaced_TheNewOnesServe => new Story(One + Connect).Start().Edit("127.0.2.1", "127.0.2.2").Stop();

    public static Story TheCheckIsChangedToOneThatFails_TheServersGo => new Story(Two + Http).Start().Edit("^b[0-9]", "^c[0-9]")
        .Edit("^c[0-9]", "^b").Stop();

    public static Story ReloadInTheMiddleOfAFailure_TheDeadStayOut => new Story(Two + Connect + Fallback).Start().Kill("b1").Reload()
        .Kill("b2").Reload().Return("b1", "b2").Stop();

    public static Story ReloadOfAnUnchangedFile_ChangesNothing => new Story(Two + Connect).Start().Reload().Kill("b1").Stop();

    public static Story ABadEdit_LeavesOursAsItWas => new Story(Two + Connect)
        .Start().Edit("127.0.2.2:80 masq", "127.0.2.2:80 mask").Kill("b2").TablesDiffer("a reload that fails").TheOriginalIsDead();

    public static Story WithoutAutoreload_AnEditWaitsForTheReload => new Story(Two + Connect).Start().Write("masq 5", "masq 6").Reload()
        .Stop();

    public static Story WithAutoreload_AnEditIsTakenUp => new Story("autoreload=yes\n" + Two + Connect).Start().Write("masq 5", "masq 6")
        .Kill("b2").Return("b2").Stop();

    public static Story WithAutoreload_ABadEditLeavesOursAsItWas => new Story("autoreload=yes\n" + Two + Connect)
        .Start().Write("masq 5", "masq five nonsense").Kill("b2").TablesDiffer("a reload that fails").TheOriginalIsDead();

    public static Story CallbackWithArguments_IsRunHereAlone =>
        new Story("autoreload=yes\ncallback=\"/opt/story/callback 'one two'\"\n" + Two + Connect)
        .Start().Write("masq 5", "masq 6").Stop()
        .Ours("`callback` with arguments", @"callback: one two /etc/ha\.d/story\.cf");

    public static Story ACallbackWithAutoreload_IsToldOfTheFile =>
        new Story("autoreload=yes\ncallback=\"/opt/story/callback\"\n" + Two + Connect).Start().Write("masq 5", "masq 6").Stop();
}
