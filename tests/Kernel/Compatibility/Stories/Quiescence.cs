using static Ldirectord.Kernel.Compatibility.Stories.Text;

namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>quiescent, readdquiescent and cleanstop, for all and for one.</summary>
internal static class Quiescence
{
    public static Story Quiescent_TheDeadStayWithWeightZero => new Story("quiescent=yes\n" + Two + Connect)
        .Start().Kill("b1").Return("b1").Stop();

    public static Story Quiescent_TheFallbackJoinsTheDead => new Story("quiescent=yes\n" + Two + Connect + Fallback)
        .Start().Kill("b1", "b2").Return("b1").Stop();

    public static Story QuiescentAndDeadAtTheStart_TheyAreNotPutIn => new Story("quiescent=yes\n" + Two + Connect + Fallback)
        .Kill("b1").NothingHappens().Start().TablesDiffer(StartAndReload).Return("b1").Stop()
        .Original(StartAndReload, @"log: Restored real server: 127\.0\.2\.1:80 .*")
        .Ours(StartAndReload, @"log: Added real server: 127\.0\.2\.1:80 .*");

    public static Story Readdquiescent_TheDeadArePutInWithWeightZero => new Story("quiescent=yes\nreaddquiescent=yes\n" + Two + Connect)
        .Kill("b1").NothingHappens().Start().Return("b1").Stop();

    public static Story ReaddquiescentWithoutQuiescent_TheDeadGo => new Story("quiescent=no\nreaddquiescent=yes\n" + Two + Connect)
        .Kill("b1").NothingHappens().Start().Kill("b2").Return("b1").Stop();

    public static Story QuiescentWithThresholds_TheyAreKept => new Story("quiescent=yes\n" + Two + " l:2 u:9" + Connect)
        .Start().Kill("b2").TablesDiffer("thresholds of a quiescent server").Return("b2").Stop();

    public static Story QuiescentOfOneService_IsItsOwn =>
        new Story(Two + Connect + "\n    quiescent=yes\n" + One.Replace("127.0.1.1", "127.0.1.2", StringComparison.Ordinal) + Connect)
        .Start().Kill("b1").Return("b1").Stop().ResetOnce().RemovedOnce();

    public static Story NoCleanstop_TheTableStaysAndIsTakenOver => new Story("cleanstop=no\n" + Two + Connect + Fallback)
        .Start().Stop().Start().Kill("b1").Stop();

    public static Story NoCleanstopAndAQuiescentServer_ItComesBackAfterTheNextStart =>
        new Story("cleanstop=no\nquiescent=yes\n" + Two + Connect)
        .Start().Kill("b1").Stop().Start().Return("b1").Stop();

    public static Story NoCleanstopOfOneService_TheOtherGoes =>
        new Story(Two + Connect + "\n    cleanstop=no\n" + One.Replace("127.0.1.1", "127.0.1.2", StringComparison.Ordinal) + Connect)
        .Start().Stop().Start().Stop().RemovedOnce();

    public static Story QuiescentReaddAndNoCleanstop_Together =>
        new Story("quiescent=yes\nreaddquiescent=yes\ncleanstop=no\n" + Two + Connect + Fallback)
        .Kill("b1", "b2").NothingHappens().Start().Return("b2").Stop().Start().Return("b1").Stop();
}
