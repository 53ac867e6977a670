using Ldirectord.Text;

namespace Ldirectord.Import;

/// <summary>What became of one statement.</summary>
internal enum CfLineKind
{
    /// <summary>A directive of ldirectord.cf.</summary>
    Directive,

    /// <summary>Nothing has to be written for it; the reason is given.</summary>
    Remark,

    /// <summary>It has no home in ldirectord.cf.</summary>
    Loss,
}

/// <summary>One line of the translation.</summary>
/// <param name="Text">"name = value", or the statement as it was.</param>
/// <param name="Why">The rule that was used, or the reason why nothing is written.</param>
internal sealed record CfLine(CfLineKind Kind, Origin From, string Text, string Why)
{
    /// <summary>Characters of a statement that are repeated.</summary>
    private const int Longest = 200;

    /// <summary>As a comment: "NOT TRANSLATED line 7: snmp_name web: ldirectord has no SNMP agent".</summary>
    public string Comment => Kind switch
    {
        CfLineKind.Directive => $"{Where}{Why}",
        CfLineKind.Remark => $"{Where}{Statement}: {Why}",
        _ => $"NOT TRANSLATED {Where}{Statement}: {Why}",
    };

    // The kernel's table has no lines.
    private string Where => From.Line == 0 ? "" : $"{From}: ";

    // A file that is handed on must not have what was secret in another.
    private string Statement
    {
        get
        {
            var word = Text.Split(' ', 2)[0];
            return word.Contains("pass", StringComparison.OrdinalIgnoreCase)
                ? $"{Printable.Of(word, Longest)} ***" : Printable.Of(Text, Longest);
        }
    }
}
