using static Ldirectord.Kernel.Compatibility.Stories.Text;

namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>Who is told: mails, monitor files, the operator's programs.</summary>
internal static class Alerts
{
    private const string Mail = "emailalert=\"ops@example.test\"\nemailalertfrom=director@example.test\n";

    public static Story Fallbackcommand_IsToldWhenTheLastGoesAndTheFirstReturns => new Story(Two + Connect + "\n    fallbackcommand=/opt/story/fallback")
        .Start().Kill("b1", "b2").Return("b1").Return("b2").Stop();

    public static Story Monitorfile_HasALineForEachCheck => new Story(Two + Connect + "\n    monitorfile=/run/told/monitor").Start().Kill("b1").Stop()
        .Original("monitor file", "monitor: .* -").Ours("monitor file", "monitor: .*");

    public static Story Emailalert_IsSentByTheLocalMailer => new Story(Mail + "emailalertstatus=running\n" + Two + Connect).Start().Kill("b1").Return("b1").Stop();

    public static Story EmailalertBySmtp_IsSentThere => new Story(Mail + "smtp=127.0.0.1\nemailalertstatus=running\n" + Two + Connect)
        .Shell("setsid /opt/story/smtpd </dev/null >/dev/null 2>&1 & until [ -e /run/smtpd.ready ]; do sleep 0.1; done").Start().Kill("b1").Return("b1");

    public static Story TheSyslog_HasEachLine => new Story("logfile=\"local3\"\n" + Two + Connect + Fallback)
        .Shell("setsid /opt/story/syslogd </dev/null >/dev/null 2>&1 & until [ -S /run/syslog ]; do sleep 0.1; done").Start().Kill("b1").Return("b1").Stop();

    public static Story EmailalertOfOneService_NamesIt => new Story("emailalertfrom=director@example.test\nemailalertstatus=running\n" + Two + Connect + "\n    emailalert=web@example.test\n    servicename=shop\n    comment=the shop").Start().Kill("b1").Stop();

    public static Story EmailalertstatusNone_NobodyIsTold => new Story(Mail + "emailalertstatus=none\n" + Two + Connect).Start().Kill("b1").Stop();

    public static Story Emailalertfreq_RepeatsWhileAServerIsDown => new Story(Mail + "emailalertfreq=6\nemailalertstatus=running\n" + Two + Connect).Start().Kill("b1");

    public static Story Hostname_IsTheNameInTheMail => new Story(Mail + "emailalertstatus=running\n" + Two + Connect).Start("HOSTNAME=lvs7.example.test").Kill("b1").Stop()
        .Original("mail, name of this machine", "mail: .*ldirectord host: director.*").Ours("mail, name of this machine", "mail: .*ldirectord host: lvs7.example.test.*");
}
