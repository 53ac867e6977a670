namespace Ldirectord.Import;

/// <summary>SMTP_CHECK: greeting, HELO, QUIT.</summary>
internal static class SmtpChecker
{
    public static void Translate(CheckDraft draft, KeepalivedStatement checker, Settings settings, Usage used)
    {
        draft.Add("service", "smtp", checker.From, "SMTP_CHECK talks to a mail server");
        if (settings.Find("helo_name") is { } name)
            draft.Add("helo", name.Word(1) ?? "", name.From, "helo_name is the name that the check gives");
        foreach (var host in checker.Of("host"))
        {
            used.Add(host);
            foreach (var statement in host.Block ?? [])
                used.Add(statement);
            draft.Loss(host, "a check asks at one address: connect_ip and connect_port");
        }
    }
}
