namespace Ldirectord.Import;

/// <summary>keepalived.conf as ldirectord.cf.</summary>
internal static class KeepalivedImport
{
    public const string Unknown = "keepalived does not know it, and passes it over";

    public const string Kept = "it stays with keepalived";

    /// <param name="name">Of the file, for messages.</param>
    /// <param name="keepsVrrp">What keepalived goes on with is wanted.</param>
    public static Translation Of(KeepalivedSource source, string name, bool keepsVrrp)
    {
        var translation = new Translation(name);
        var (statements, problems) = KeepalivedParser.Parse(source.Lines);
        foreach (var problem in source.Problems.Concat(problems).OrderBy(problem => problem.From.Line))
            translation.Global.Loss(problem.From, problem.Text, problem.Why);
        KeepalivedStatement[] globals = [.. Blocks(statements, "global_defs")];
        GlobalTranslation.Translate(translation, globals, [.. Blocks(statements, "vrrp_instance")]);
        var groups = Groups(translation, statements);
        var services = new ServiceTranslation(translation, GlobalTranslation.User(globals), GlobalTranslation.HasMail(globals));
        foreach (var statement in statements)
            Translate(translation, services, groups, statement, keepsVrrp);
        if (translation.Services.Any(service => service.Lines.Any(line => line.Text == "quiescent = yes")))
            translation.Global.Directive(
                "readdquiescent", "yes", default, "inhibit_on_failure: a server that never was up stands in the table, too, with weight 0");
        if (keepsVrrp)
            translation.Kept = VrrpCopy.Of(statements, name);
        return Proof.Of(translation);
    }

    private static IEnumerable<KeepalivedStatement> Blocks(IEnumerable<KeepalivedStatement> statements, string keyword) =>
        statements.Where(statement => statement is { IsKnown: true, Block: not null } && statement.Keyword == keyword);

    private static Dictionary<string, IReadOnlyList<VirtualEntry>> Groups(
        Translation translation, IReadOnlyList<KeepalivedStatement> statements)
    {
        var groups = new Dictionary<string, IReadOnlyList<VirtualEntry>>(StringComparer.Ordinal);
        foreach (var group in Blocks(statements, "virtual_server_group"))
        {
            var entries = new List<VirtualEntry>();
            foreach (var line in group.Block!)
            {
                if (VirtualEntry.Read(line.Words) is not { } read)
                    translation.Global.Loss(line.From, line.Text, "expected an address or a range with a port, or fwmark and a number");
                else if (read.Count == 0 || entries.Count + read.Count > VirtualEntry.Most)
                    translation.Global.Loss(
                        line.From, line.Text, $"a group becomes at most {VirtualEntry.Most} services: use a firewall mark");
                else
                    entries.AddRange(read.Select(entry => entry with { IsOfGroup = true }));
            }

            groups[group.Word(1) ?? ""] = entries;
        }

        return groups;
    }

    private static void Translate(
        Translation translation, ServiceTranslation services, Dictionary<string, IReadOnlyList<VirtualEntry>> groups,
        KeepalivedStatement statement, bool keepsVrrp)
    {
        if (!statement.IsKnown)
        {
            translation.Global.Loss(statement.From, statement.Text, Unknown);
            return;
        }

        switch (statement.Keyword)
        {
            case "global_defs" when statement.Block is not null:
                break;
            case "virtual_server" when statement.Block is not null:
                Service(translation, services, groups, statement);
                break;
            case "virtual_server_group" when statement.Block is not null:
                translation.Global.Remark(statement.From, statement.Text, "each virtual server that names it has a section for each entry");
                break;
            case "SSL":
                translation.Global.Loss(
                    statement.From, statement.Text, "SSL_GET of keepalived verifies nothing by it; tlscafile is for tlsverify");
                break;
            case var _ when statement.Block is null:
                translation.Global.Remark(statement.From, statement.Text, "it has no block, so keepalived passes it over");
                break;
            default:
                Keep(translation.Global, statement, keepsVrrp);
                break;
        }
    }

    private static void Keep(CfPart part, KeepalivedStatement statement, bool keepsVrrp)
    {
        if (keepsVrrp)
            part.Remark(statement.From, statement.Text, Kept);
        else
            part.Loss(statement.From, statement.Text, $"{Kept}: --keep-vrrp FILE writes its file");
        NameUnknown(part, statement);
    }

    /// <summary>Names each word of the block that keepalived does not know.</summary>
    public static void NameUnknown(CfPart part, KeepalivedStatement statement)
    {
        foreach (var unknown in Unknowns(statement))
            part.Loss(unknown.From, unknown.Text, Unknown);
    }

    private static IEnumerable<KeepalivedStatement> Unknowns(KeepalivedStatement statement) =>
        (statement.Block ?? []).SelectMany(one => Unknowns(one).Concat(one.IsKnown ? [] : [one]));

    private static void Service(
        Translation translation, ServiceTranslation services, Dictionary<string, IReadOnlyList<VirtualEntry>> groups,
        KeepalivedStatement statement)
    {
        IReadOnlyList<string> words = [.. statement.Words.Skip(1)];
        var isGroup = words is ["group", _, ..];
        var entries = isGroup ? groups.GetValueOrDefault(words[1]) : VirtualEntry.Read(words);
        if (entries is { Count: > 0 } && (isGroup || entries.Count == 1))
            services.Translate(statement, entries);
        else
            translation.Global.Loss(
                statement.From, statement.Text,
                isGroup ? "there is no such group, or it is empty"
                    : "expected an address and a port, fwmark and a number, or group and a name");
    }
}
