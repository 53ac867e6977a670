using System.Globalization;
using System.Text;

namespace Ldirectord.Import;

/// <summary>What nanny asks a real server: send and expect, or send_program; how often, and when it is up again.</summary>
internal sealed class LvsCfProbe(CfPart part, LvsCfStatement block, int port, bool isUdp, bool isMark)
{
    /// <summary>What a shell takes as it stands.</summary>
    private static readonly System.Buffers.SearchValues<char> s_plain =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ./_:=,@+-%");

    /// <summary>What ends or begins something between double quotes of a shell, or in ldirectord.cf.</summary>
    private static readonly System.Buffers.SearchValues<char> s_special = System.Buffers.SearchValues.Create("'\"`$\\#{");

    private const int Timeout = 10, Reentry = 180, Http = 80;

    public void Translate()
    {
        var timeout = block.Last("timeout");
        var seconds = Math.Max(1, LvsCfImport.Number(timeout) ?? Timeout);
        var (program, send, expect) = (block.Last("send_program"), block.Last("send"), block.Last("expect"));
        string deadline;
        if (program is { Value: { Length: > 0 } command })
            deadline = Program(program, command, expect);
        else
            deadline = Text(send, expect);
        var from = (timeout ?? block).From;
        part.Directive("checkinterval", Number(seconds), from, $"timeout is also the pause between two checks, {Timeout} without it");
        part.Directive(deadline, Number(seconds), from, $"timeout, {Timeout} without it");
        var reentry = block.Last("reentry");
        var again = (int)Math.Ceiling(Math.Max(0, LvsCfImport.Number(reentry) ?? Reentry) / (double)seconds);
        if (again > 1 && block.Blocks("server").Count(server => LvsCfImport.Number(server.Last("active")) > 0) < 2
            && block.Last("sorry_server") is null)
        {
            if (reentry is not null)
                part.Remark(reentry.From, reentry.Text, "the only server of a service is up after one passed check");
        }
        else if (again > 1)
            part.Directive(
                "successcount", Number(again), (reentry ?? block).From,
                $"reentry, {Reentry} without it: so many seconds of passed checks, at one each {seconds} seconds");
        if (isMark)
            part.Directive("checkport", Number(port), (block.Last("port") ?? block).From, "port: a firewall mark has none");
    }

    private string Text(LvsCfStatement? send, LvsCfStatement? expect)
    {
        var (request, answer) = (send?.Value, expect?.Value);
        if (request is null && answer is null && port == Http && !isUdp)
        {
            part.Remark(block.From, "port 80", "without send and expect lvsd asks for a page: service = http does more");
            (request, answer) = (@"GET / HTTP/1.0\r\n\r\n", "HTTP");
        }

        var isRegex = LvsCfImport.Number(block.Last("use_regex")) == 1;
        if (request is null && answer is null)
        {
            part.Directive("checktype", "connect", block.From, "without send and expect nanny connects");
            return "checktimeout";
        }

        part.Directive(
            "service", isUdp ? "simpleudp" : "simpletcp", (send ?? expect ?? block).From, "send and expect are bytes over a connection");
        part.Quoted("request", request ?? "", (send ?? block).From, "send");
        if (answer is null or "*" or "")
            part.Remark((expect ?? block).From, expect?.Text ?? "expect", "any answer is good");
        else if (isRegex)
            part.Quoted("receive", answer.Replace("#", @"\x23", StringComparison.Ordinal), expect!.From, "expect with use_regex = 1");
        else
            part.Quoted("receive", $"^{Literal(answer)}", (expect ?? block).From, "the answer begins with expect");
        return "negotiatetimeout";
    }

    private string Program(LvsCfStatement program, string command, LvsCfStatement? expect)
    {
        var line = command.Replace("%h", "{real}", StringComparison.Ordinal).Replace("%p", "{port}", StringComparison.Ordinal);
        var wanted = expect?.Value ?? "";
        if (command.AsSpan().IndexOfAnyExcept(s_plain) >= 0 || wanted.AsSpan().IndexOfAny(s_special) >= 0)
        {
            part.Loss(
                program.From, program.Text,
                "a shell would read its special characters: put the command into a script; without it the servers are not checked");
            part.Directive("checktype", "on", program.From, "the servers are not checked");
            return "checktimeout";
        }

        part.Directive("checktype", "external", program.From, "send_program wins over send");
        part.Directive("checkcommand", "/bin/sh", program.From, "a shell compares what the program prints with expect");
        part.Directive(
            "checkarguments", $"\"-c 'test \"$({line})\" = \"{wanted}\"'\"",
            program.From, "up if the program prints exactly what expect has; %h and %p are the real server's address and port");
        return "checktimeout";
    }

    /// <summary>A pattern that these bytes match; escapes of send and expect are characters.</summary>
    private static string Literal(string text)
    {
        var pattern = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length && text[i + 1] is 'r' or 'n' or 't' or '\\')
                pattern.Append('\\').Append(text[++i]);
            else if (char.IsAsciiLetterOrDigit(c) || c is ' ' or '/' or '-' or '_' or '<' or '>' or ':' or '=' or ',' or ';')
                pattern.Append(c);
            else
                pattern.Append(c < 0x100 ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : c.ToString());
        }

        return pattern.ToString();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
