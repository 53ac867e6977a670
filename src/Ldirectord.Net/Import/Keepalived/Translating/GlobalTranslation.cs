using System.Globalization;

namespace Ldirectord.Import;

/// <summary>global_defs: mail, timeouts, connection synchronisation; the rest is VRRP's, or named.</summary>
internal static class GlobalTranslation
{
    /// <param name="instances">vrrp_instance blocks: the id of the connection synchronisation may be that of one.</param>
    public static void Translate(Translation translation, IEnumerable<KeepalivedStatement> blocks, KeepalivedStatement[] instances)
    {
        foreach (var statement in blocks.SelectMany(block => block.Block ?? []))
            Translate(translation.Global, statement, instances);
    }

    /// <summary>Whether keepalived mails anybody.</summary>
    public static bool HasMail(IEnumerable<KeepalivedStatement> blocks) => blocks.SelectMany(block => block.Of("notification_email")).Any(
        statement => statement.Block is { Count: > 0 });

    /// <summary>script_user; null without one.</summary>
    public static string? User(IEnumerable<KeepalivedStatement> blocks) =>
        blocks.SelectMany(block => block.Of("script_user")).LastOrDefault()?.Word(1);

    private static void Translate(CfPart part, KeepalivedStatement statement, KeepalivedStatement[] instances)
    {
        if (!statement.IsKnown)
        {
            part.Loss(statement.From, statement.Text, KeepalivedImport.Unknown);
            return;
        }

        switch (statement.Keyword)
        {
            case "notification_email" when statement.Block is { Count: > 0 } people:
                part.Quoted("emailalert", string.Join(", ", people.SelectMany(one => one.Words)), statement.From, "notification_email");
                break;
            case "notification_email":
                part.Remark(statement.From, statement.Text, "it names nobody");
                break;
            case "notification_email_from" when statement.Word(1) is { } sender:
                part.Directive("emailalertfrom", sender, statement.From, "notification_email_from");
                break;
            case "smtp_server" when statement.Word(1) is { } host:
                part.Directive("smtp", host, statement.From, "smtp_server");
                if (statement.Word(2) is { } port and not "25")
                    part.Loss(statement.From, $"{statement.Text}", $"mail goes to port 25, not {port}");
                break;
            case "lvs_timeouts":
                Timeouts(part, statement);
                break;
            case "lvs_sync_daemon":
                Sync(part, statement, instances);
                break;
            case "lvs_flush":
                part.Remark(
                    statement.From, statement.Text, "a start takes over the table as it is, and removes what the file does not have");
                break;
            case "lvs_flush_on_stop":
                part.Directive("cleanstop", "yes", statement.From, "lvs_flush_on_stop: the services go with the daemon");
                break;
            case "script_user":
                part.Remark(statement.From, statement.Text, "it is the user of each MISC_CHECK (checkuser)");
                break;
            case "enable_script_security":
                part.Remark(
                    statement.From, statement.Text, "programs that others may write are refused in any case (checkdirectory, checkuser)");
                break;
            case var word when word.StartsWith("vrrp_", StringComparison.Ordinal) || IsOfVrrp(word):
                part.Remark(statement.From, statement.Text, KeepalivedImport.Kept);
                break;
            default:
                part.Loss(statement.From, statement.Text, "ldirectord.cf has nothing of the kind");
                break;
        }
    }

    private static bool IsOfVrrp(string word) => word is "router_id" or "default_interface" or "dynamic_interfaces" or "enable_dbus"
        or "dbus_service_name" or "nftables" or "nftables_counters" or "nftables_ifindex" or "nftables_priority" or "log_unknown_vrids"
        or "max_auto_priority" or "min_auto_priority_delay" or "notify_fifo" or "notify_fifo_script" or "startup_script"
        or "startup_script_timeout" or "shutdown_script" or "shutdown_script_timeout" or "process_name" or "process_names"
        or "disable_local_igmp" or "vmac_prefix" or "vmac_addr_prefix" or "fifo_write_vrrp_states_on_reload" or "random_seed" or "umask"
        or "reload_check_config" or "reload_file" or "reload_repeat" or "reload_time_file" or "config_save_dir" or "tmp_config_directory"
        or "data_use_instance";

    /// <summary>A backup of id 0 takes what any master sends: 1 in its place.</summary>
    public static string SyncId(string? id) => Settings.Parse(id) is > 0 and <= 255 ? id! : "1";

    /// <summary>lvs_timeouts tcp N tcpfin N udp N.</summary>
    private static void Timeouts(CfPart part, KeepalivedStatement statement)
    {
        string[] words = [.. statement.Words];
        var values = (Of("tcp"), Of("tcpfin"), Of("udp"));
        if (values == (0, 0, 0))
            part.Loss(statement.From, statement.Text, "expected tcp, tcpfin or udp, each with seconds");
        else
            part.Directive(
                "ipvstimeouts", string.Create(CultureInfo.InvariantCulture, $"{values.Item1},{values.Item2},{values.Item3}"),
                statement.From, "lvs_timeouts; 0 leaves a value as it is");

        int Of(string word) =>
            Settings.Parse(words.ElementAtOrDefault(Array.IndexOf(words, word) is var at and > 0 ? at + 1 : words.Length)) ?? 0;
    }

    /// <summary>lvs_sync_daemon INTERFACE [INSTANCE] [id N] [maxlen N] [port N] [ttl N] [group ADDRESS].</summary>
    private static void Sync(CfPart part, KeepalivedStatement statement, KeepalivedStatement[] instances)
    {
        if (statement.Word(1) is not { } device)
        {
            part.Loss(statement.From, statement.Text, "expected an interface");
            return;
        }

        var value = $"master,backup interface {device}";
        string? id = null;
        for (var at = 2; at < statement.Words.Count; at++)
        {
            var (word, next) = (statement.Words[at], statement.Word(at + 1));
            if (word is "id" or "maxlen" or "port" or "ttl" or "group" && next is not null)
            {
                value += word == "id" ? "" : $" {word} {next}";
                id = word == "id" ? next : id;
                at++;
            }
            else if (at > 2 && id is null && Settings.Parse(word) is not null)
            {
                id = word; // an older form has the id behind the instance, without a word before it
            }
            else if (at > 2)
            {
                part.Loss(statement.From, word, "expected id, maxlen, port, ttl or group");
            }
        }

        // Without one it is that of the instance (keepalived.conf(5)).
        id ??= instances.FirstOrDefault(one => one.Word(1) == statement.Word(2))?.Last("virtual_router_id")?.Word(1);
        part.Directive(
            "syncdaemon", $"{value} syncid {SyncId(id)}", statement.From,
            "lvs_sync_daemon; both roles run on both directors, so that nothing has to change at a fail-over");
    }
}
