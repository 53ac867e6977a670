using System.Net;
using System.Net.Sockets;

namespace Ldirectord.Config;

/// <summary>The value of active: always, vip, vip ADDRESS or file PATH.</summary>
internal static class ActiveValue
{
    /// <returns>Null if the value is wrong; the error has been reported.</returns>
    public static ActiveCondition? Read(DirectiveReader line)
    {
        string word = ValueSyntax.FirstRun(line.Text, character => !ValueSyntax.Blanks.Contains(character));
        string rest = line.Text[word.Length..].TrimStart(ValueSyntax.Blanks);
        int offset = line.Text.Length - rest.Length;
        switch (word)
        {
            case "always" when rest.Length == 0:
                return ActiveCondition.Always;
            case "always":
                line.ErrorAt(offset, $"\"{DirectiveReader.Shorten(rest)}\" after active = always: expected nothing");
                return null;
            case "vip":
                return rest.Length == 0 ? new ActiveCondition(ActiveKind.Vip) : Vip(line, rest, offset);
            case "file":
                return File(line, rest, offset);
            default:
                string expected = DirectiveReader.InLowerCase(word, "always", "vip", "file") ?? "always, vip, vip ADDRESS or file PATH";
                line.Error($"invalid active \"{DirectiveReader.Shorten(line.Text)}\": expected {expected}");
                return null;
        }
    }

    private static ActiveCondition? Vip(DirectiveReader line, string text, int offset)
    {
        string bare = text.StartsWith('[') && text.EndsWith(']') ? text[1..^1] : text;
        // IPAddress also reads "10", and 010 as octal.
        if (!IPAddress.TryParse(bare, out var address)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != bare))
        {
            line.ErrorAt(offset, $"invalid address \"{DirectiveReader.Shorten(text)}\" after active = vip: expected an IP address");
            return null;
        }

        if (!IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
            return new ActiveCondition(ActiveKind.Vip, address);
        line.ErrorAt(offset, $"active = vip {address}: expected an address that moves from one director to another");
        return null;
    }

    private static ActiveCondition? File(DirectiveReader line, string text, int offset)
    {
        if (text.StartsWith('/'))
            return line.FileName(text) is { } path ? new ActiveCondition(ActiveKind.File, File: path) : null;
        line.ErrorAt(offset, text.Length == 0
            ? "active = file without a path: expected file PATH"
            : $"invalid path \"{DirectiveReader.Shorten(text)}\" after active = file: expected one that begins with /");
        return null;
    }
}
