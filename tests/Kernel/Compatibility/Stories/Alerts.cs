using static Ldirectord.Kernel.Compatibility.Stories.Text;

namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>Alerts: mails, monitor files, the operator's programs.</summary>
internal static class Alerts
{
    private const string Reason = "an operator's program that fails, in the log";
    private const string OfAMark = "`fallbackcommand` of a firewall mark";

    private const string Mail = "emailalert=\"ops@example.test\"\nemailalertfrom=director@example.test\n";

    public static Story Fallbackcommand_IsToldWhenTheLastGoesAndTheFirstReturns =>
        new Story(Two + Connect + "\n    fallbackcommand=/opt/story/fallback")
        .Start().Kill("b1", "b2").Return("b1").Return("b2").Stop();

    public static Story FallbackcommandWithArguments_IsACommandLine => new Story("""
        fallbackcommand="/opt/story/fallback" one; /opt/story/fallback 'two  three' $((2 + 2))
        virtual=127.0.1.1:80
            real=127.0.2.1:80 masq
            checktype=connect
            service=none
        virtual=127.0.1.2:80
            real=127.0.2.2:80 masq
            checktype=connect
            service=none
            fallbackcommand="/opt/story/fallback four  five" and what is passed over
        virtual=127.0.1.3:80
            real=127.0.2.3:80 masq
            checktype=connect
            service=none
            fallbackcommand=/opt/story/none six
        virtual=7
            real=127.0.2.1:8080 masq
            checktype=connect
            service=none
            fallbackcommand=WORD=seven; /opt/story/fallback $WORD
        """)
        .Start().Kill("b1", "b2", "b3", "b1-8080").Return("b1", "b2", "b3", "b1-8080").Stop()
        .Original(Reason, @"log: system\(.*\) failed: .*")
        .Ours(Reason, @"log: system\(/opt/story/none six (start|stop) 127\.0\.1\.3:80 tcp\) failed: /opt/story/none cannot be started: .*")
        .Original(OfAMark, "fallback: seven (start|stop) :0 fwm").Ours(OfAMark, "fallback: seven (start|stop) 7 fwm");

    public static Story Monitorfile_HasALineForEachCheck => new Story(Two + Connect + "\n    monitorfile=/run/told/monitor").Start()
        .Kill("b1").Stop()
        .Original("monitor file", "monitor: .* -").Ours("monitor file", "monitor: .*");

    public static Story Emailalert_IsSentByTheLocalMailer => new Story(Mail + "emailalertstatus=running\n" + Two + Connect).Start()
        .Kill("b1").Return("b1").Stop();

    public static Story EmailalertBySmtp_IsSentThere => new Story(Mail + "smtp=127.0.0.1\nemailalertstatus=running\n" + Two + Connect)
        .Shell("setsid /opt/story/smtpd </dev/null >/dev/null 2>&1 & until [ -e /run/smtpd.ready ]; do sleep 0.1; done").Start().Kill("b1")
        .Return("b1");

    public static Story TheSyslog_HasEachLine => new Story("logfile=\"local3\"\n" + Two + Connect + Fallback)
        .Shell("setsid /opt/story/syslogd </dev/null >/dev/null 2>&1 & until [ -S /run/syslog ]; do sleep 0.1; done").Start().Kill("b1")
        .Return("b1").Stop();

    public static Story EmailalertOfOneService_NamesIt => new Story("emailalertfrom=director@example.test\nemailalertstatus=running\n" + Two
        + Connect + "\n    emailalert=web@example.test\n    servicename=shop\n    comment=the shop").Start().Kill("b1").Stop();

    public static Story EmailalertstatusNone_NobodyIsTold => new Story(Mail + "emailalertstatus=none\n" + Two + Connect).Start().Kill("b1")
        .Stop();

    public static Story Emailalertfreq_RepeatsWhileAServerIsDown =>
        new Story(Mail + "emailalertfreq=6\nemailalertstatus=running\n" + Two + Connect).Start().Kill("b1");

    public static Story Hostname_IsTheNameInTheMail => new Story(Mail + "emailalertstatus=running\n" + Two + Connect)
        .Start("HOSTNAME=lvs7.example.test").Kill("b1").Stop()
        .Original("mail, name of this machine", "mail: .*ldirectord host: director.*")
        .Ours("mail, name of this machine", "mail: .*ldirectord host: lvs7.example.test.*");
}
