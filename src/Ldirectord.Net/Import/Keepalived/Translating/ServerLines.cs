using System.Globalization;

namespace Ldirectord.Import;

/// <summary>The check that the real servers of a service have in common, and a line for each.</summary>
internal sealed class ServerLines(CfPart part, KeepalivedStatement service, bool isIPv6, VirtualEntry entry)
{
    /// <param name="notes">What was found on the way, in the order of the file.</param>
    public void Write(IReadOnlyList<RealDraft> drafts, IReadOnlyList<CfLine> notes)
    {
        RealDraft[] servers = [.. drafts.Select(WithKernelPort)];
        var common = Common(servers);
        if (common is null)
            part.Directive("checktype", "on", service.From, "a real server without a checker is always up");
        foreach (var line in common?.Directives ?? [])
            part.Directive(line.Text.Split(" = ", 2)[0], line.Text.Split(" = ", 2)[1], line.From, line.Why);
        CheckPort(servers);
        if (common?.Request is { } request)
            part.Quoted("request", request.Text, request.From, request.Why);
        if (common?.Receive is { } receive)
            part.Quoted("receive", receive.Text, receive.From, receive.Why);
        Quiescent(servers);
        part.Add(notes);
        foreach (var server in servers)
            Write(server, common);
    }

    /// <summary>The server with the port that the kernel's table has; its check stays where it was.</summary>
    private RealDraft WithKernelPort(RealDraft server)
    {
        var port = entry.IsMark ? entry.IsOfGroup ? server.Port : 0
            : server.Forwarding.Word == "masq" || entry.Port == 0 || server.Port == 0 ? server.Port
            : entry.Port;
        if (port == server.Port)
            return server;
        if (!entry.IsMark)
            part.Remark(server.Statement.From, server.Statement.Text, $"only NAT changes ports: clients reach port {port}");
        if (server.Check is { } check)
            check.Port ??= server.Port;
        return server with { Port = port };
    }

    /// <summary>One port that all checks go to.</summary>
    private void CheckPort(RealDraft[] servers)
    {
        if (servers is not [{ Check.Port: { } port } first, ..]
            || !servers.All(server => server.Check is { Address: null } check && check.Port == port && server.Port != port))
            return;
        part.Directive(
            "checkport", string.Create(CultureInfo.InvariantCulture, $"{port}"), first.Statement.From,
            "connect_port, or the real server's port where clients do not use it");
        foreach (var server in servers)
            server.Check!.Port = null;
    }

    /// <summary>The check of most servers; the first one's request of those.</summary>
    private static CheckDraft? Common(RealDraft[] servers) =>
        servers.Select(server => server.Check).OfType<CheckDraft>().GroupBy(check => check.Key)
            .OrderByDescending(group => group.Count()).FirstOrDefault()?
            .GroupBy(check => (check.Request?.Text, check.Receive?.Text)).OrderByDescending(group => group.Count()).First().First();

    private void Quiescent(RealDraft[] servers)
    {
        var count = servers.Count(server => server.Inhibits);
        // Said in so many words: old manual pages have another default.
        part.Directive(
            "quiescent", 2 * count >= servers.Length && count > 0 ? "yes" : "no",
            (servers.FirstOrDefault(server => server.Inhibits)?.Statement ?? service).From,
            "inhibit_on_failure: a failed server stays in the table with weight 0");
        if (count > 0 && count < servers.Length)
            part.Loss(
                servers.First(server => server.Inhibits).Statement.From, "inhibit_on_failure",
                "quiescent is for all real servers of a service");
    }

    private void Write(RealDraft server, CheckDraft? common)
    {
        var statement = server.Statement;
        part.Add(server.Notes);
        if (common is not null && server.Check is null)
            part.Loss(statement.From, statement.Text, "it has no checker that is translated; it is checked as the others are");
        else if (common is not null && server.Check!.Key != common.Key)
            part.Loss(statement.From, statement.Text, "its check differs from that of the others, and a service has one check");
        if (server.IsIPv6 != isIPv6)
            part.Loss(statement.From, statement.Text, "its address family is not the virtual server's");
        else
            part.Directive(
                isIPv6 ? "real6" : "real",
                (server.Check?.Key == common?.Key ? server : server with { Check = null }).Line(common), statement.From, "real_server");
    }
}
