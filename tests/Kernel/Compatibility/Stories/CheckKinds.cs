using static Ldirectord.Kernel.Compatibility.Stories.Text;

namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>What is asked of a server, and where.</summary>
internal static class CheckKinds
{
    public static Story Ping_DoesNotSeeThatTheServiceIsDead => new Story(Two + "\n    checktype=ping")
        .Start().Kill("b1").NothingHappens().Stop();

    private const string ProvesNothing =
        "a check that proves nothing: a port without a known service, `external` without `checkcommand`, a `checkcommand` that is "
        + "not there";

    public static Story External_IsTheExitStatusOfTheProgram => new Story(Two + External + Fallback)
        .Start().Do("touch /run/dead-127.0.2.1:80").Do("touch /run/dead-127.0.2.2:80").Do("rm /run/dead-*").Stop();

    public static Story ACheckcommandWithBlanks_IsOneFile => new Story(Two + "\n    checktype=external\n    checkcommand=/run/check now")
        .Shell("cp /opt/story/check /run/check").Start().Do("cp /opt/story/check '/run/check now'").Do("touch /run/dead").Stop()
        .Ours(ProvesNothing, @"start: err: Warning \[PID\] .*: cannot run checkcommand ""/run/check now"": .*");

    public static Story On_IsUpWhateverTheServerDoes => new Story(Two + "\n    checktype=on")
        .Kill("b1").NothingHappens().Start().Kill("b2").NothingHappens().Stop();

    public static Story Off_PutsNoServerIn => new Story(Two + "\n    checktype=off" + Fallback)
        .Start().Kill("b2").NothingHappens().Stop();

    public static Story Combined_ConnectsTwiceAndThenNegotiates => new Story(Two + "\n    checktype=2" + Http)
        .Start().Kill("b1").Return("b1").Fail("b2").Return("b2").Stop();

    public static Story Checkport_IsWhereTheServerIsAsked => new Story(Two + Connect + "\n    checkport=8080")
        .Start().Kill("b1").NothingHappens().Kill("b1-8080").Return("b1-8080").Stop();

    public static Story ARequestOfItsOwn_HoldsForThatServer => new Story("""
        virtual=127.0.1.1:80
            real=127.0.2.1:80 masq 3 "one.html", "^b1"
            real=127.0.2.2:80 masq 3 "two.html", "^b3"
        """)
        .Start().Kill("b1").Return("b1").Stop();

    public static Story ARequestWithHostAndPort_IsAskedThere => new Story("""
        virtual=127.0.1.1:80
            real=127.0.2.1:80 masq 1 "http://127.0.2.1:8080/", "^b1-8080"
            real=127.0.2.2:80 masq 1 "http://127.0.2.2:8080/", "^b2-8080"
        """)
        .Start().Kill("b1").NothingHappens().Kill("b1-8080").Return("b1-8080").Stop();

    public static Story Head_NeedsNoBody =>
        new Story(Two + "\n    httpmethod=HEAD\n    request=\"index.html\"\n    virtualhost=www.example.test")
        .Start().Fail("b1").Return("b1").Stop();

    public static Story Sip_IsAskedInTheNameOfThisHost =>
        new Story("virtual=127.0.1.1:5060\n\treal=127.0.2.1:5060 masq\n\tservice=sip\n\tprotocol=udp")
        .Shell("setsid /opt/story/sipd </dev/null >/dev/null 2>&1 & until [ -e /run/sipd.ready ]; do sleep 0.1; done")
        .Start("HOSTNAME=lvs7.example.test").Stop();

    public static Story ServiceNone_NegotiatesNothing => new Story(Two + "\n    service=none")
        .Start().Kill("b1", "b2").NothingHappens().Stop();
}
