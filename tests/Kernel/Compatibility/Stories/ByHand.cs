using static Ldirectord.Kernel.Compatibility.Stories.Text;

namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>An operator changes the table with ipvsadm, or a table is there before the start.</summary>
internal static class ByHand
{
    public static Story AWeightSetByHand_StaysUntilTheNextTransition => new Story(Two + Connect)
        .Start().Ipvsadm("-e -t 127.0.1.1:80 -r 127.0.2.2:80 -m -w 1").Kill("b1").Return("b1").Kill("b2").Return("b2").Stop();

    public static Story WeightZeroByHand_StaysUntilTheReload =>
        new Story(Two + Connect).Start().Ipvsadm("-e -t 127.0.1.1:80 -r 127.0.2.2:80 -m -w 0").Reload().Stop();

    public static Story AServiceOfSomebodyElse_IsNeverTouched => new Story(Two + Connect)
        .Ipvsadm("-A -t 10.9.9.9:99 -s rr", "-a -t 10.9.9.9:99 -r 10.9.9.1:99 -m -w 3").Start().Reload().Kill("b1").Stop();

    public static Story AStrangerAmongTheServers_IsPurgedAtTheReload => new Story(Two + Connect)
        .Start().Ipvsadm("-a -t 127.0.1.1:80 -r 10.9.9.1:80 -m -w 3").Kill("b1").Reload().Stop();

    public static Story AServerDeletedByHand_ReturnsAfterItsNextFailure => new Story("quiescent=yes\n" + Two + Connect)
        .Start().Ipvsadm("-d -t 127.0.1.1:80 -r 127.0.2.1:80").Reload().Stop();

    public static Story ATableThatIsThereBeforeTheStart_IsTakenOver => new Story(Two + Connect)
        .Ipvsadm("-A -t 127.0.1.1:80 -s wrr", "-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 1", "-a -t 127.0.1.1:80 -r 127.0.2.2:80 -m -w 5")
        .Start().Kill("b1").Stop();

    public static Story AnotherTableIsThereBeforeTheStart_ItBecomesTheConfigured => new Story(Two + Connect)
        .Ipvsadm("-A -t 127.0.1.1:80 -s rr -p 60", "-a -t 127.0.1.1:80 -r 127.0.2.1:80 -g -w 9",
            "-a -t 127.0.1.1:80 -r 10.9.9.1:80 -m -w 5").Start().Stop();

    public static Story ADeadServerIsInTheTableBeforeTheStart_ItGoes => new Story(Two + Connect + Fallback)
        .Kill("b1").NothingHappens()
        .Ipvsadm("-A -t 127.0.1.1:80 -s wrr", "-a -t 127.0.1.1:80 -r 127.0.2.1:80 -m -w 1", "-a -t 127.0.1.1:80 -r 127.0.9.1:80 -g -w 1")
        .Start().Stop();

    public static Story KilledAndStartedAgain_TheTableIsTakenOver => new Story(Two + Connect + Fallback)
        .Start().Kill("b1").KillDaemon().NothingHappens().Start().Return("b1").Stop();
}
