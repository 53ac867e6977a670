using static Ldirectord.Kernel.Compatibility.Stories.Text;

namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>Servers die, hang, answer wrongly and return.</summary>
internal static class Failures
{
    private const string OwnFallback = "a fallback that is one of the real servers";

    public static Story AServerDiesAndReturns_ItIsTakenOutAndPutIn => new Story(Two + Connect)
        .Start().Kill("b1").Return("b1").Stop();

    public static Story AllDieAndReturn_TheFallbackServesMeanwhile => new Story(Two + Http + Fallback)
        .Start().Kill("b1").Kill("b2").Return("b2").Return("b1").Stop();

    public static Story AServerHangs_ItIsDownAtItsDeadline => new Story(Two + Http + Fallback)
        .Start().Hang("b1").Return("b1").Stop();

    public static Story AServerHangsThatIsOnlyConnectedTo_ItStays => new Story(Two + Connect)
        .Start().Hang("b1").NothingHappens().Stop();

    public static Story AServerAnswersAnError_ItIsDown => new Story(Two + Http)
        .Start().Fail("b1", "b2").Return("b1", "b2").Stop();

    public static Story AllAreDeadAtTheStart_TheFallbackServesUntilTheFirstReturns => new Story(Two + Http + Fallback)
        .Kill("b1", "b2").NothingHappens().Start().Return("b2").Stop();

    public static Story TheAnswerIsNotTheExpectedOne_TheServerIsDown => new Story(Two + "\n    request=\"index.html\"\n    receive=\"^b2\"")
        .Start().Kill("b2").Return("b2").Stop();

    public static Story FailurecountThree_TheServerIsDownAtTheThirdFailure => new Story(Two + Connect + "\n    failurecount=3")
        .Start().Kill("b1").Return("b1").Stop();

    public static Story StoppedWhileAllAreDown_TheFallbackGoesWithTheService => new Story(Two + Connect + Fallback)
        .Start().Kill("b1", "b2").Stop();

    public static Story AServerOfTwoServices_LeavesAndReturnsInBoth =>
        new Story(Two + Connect + "\n" + Two.Replace("127.0.1.1", "127.0.1.2", StringComparison.Ordinal) + Connect + Fallback)
        .Start().Kill("b1").Kill("b2").Return("b1", "b2").Stop().ResetOnce().RemovedOnce();

    public static Story TheFallbackIsARealServer_ItIsNotTakenFromUnderIt => new Story(Two + Connect + "\n    fallback=127.0.2.1:80 masq")
        .Start().TablesDiffer(OwnFallback).Kill("b2").TablesDiffer(OwnFallback).Kill("b1").Return("b2").Return("b1")
        .TablesDiffer(OwnFallback).Stop()
        .Original(OwnFallback, "log: (Added|Deleted) fallback server: 127.0.2.1:80 .*")
        .Original(OwnFallback, @"log: system\(.* -d .* -r 127.0.2.1:80\) failed: .*");
}
