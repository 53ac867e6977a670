using System.Buffers;
using System.Text;

namespace Ldirectord.Import;

/// <summary>What keepalived goes on with: every block but those of virtual servers, with definitions and conditions resolved.</summary>
internal static class VrrpCopy
{
    /// <summary>What ends a word without quotes.</summary>
    private static readonly SearchValues<char> s_special = SearchValues.Create(" \t#!{}\"");

    private static readonly string[] s_ours = ["virtual_server", "virtual_server_group", "SSL"];

    public static string Of(IEnumerable<KeepalivedStatement> statements, string name)
    {
        var text = new StringBuilder($"# What keepalived keeps of {Text.Printable.Of(name)}: virtual servers are ldirectord's.\n");
        foreach (var statement in statements.Where(one => one.IsKnown && !s_ours.Contains(one.Keyword)))
            Write(text, statement, "");
        return text.ToString();
    }

    private static void Write(StringBuilder text, KeepalivedStatement statement, string indent)
    {
        // The connection synchronisation is ldirectord's as well.
        if (!statement.IsKnown || statement.Keyword is "lvs_sync_daemon" or "lvs_timeouts" or "lvs_flush" or "lvs_flush_on_stop")
            return;
        text.Append(indent).AppendJoin(' ', statement.Words.Select(Word));
        if (statement.Block is not { } block)
        {
            text.Append('\n');
            return;
        }

        text.Append(" {\n");
        foreach (var one in block)
            Write(text, one, indent + "    ");
        text.Append(indent).Append("}\n");
    }

    private static string Word(string word) => word.Length > 0 && !word.AsSpan().ContainsAny(s_special) ? word : $"\"{word}\"";
}
