namespace Ldirectord.Checks;

/// <summary>A numbered reply of SMTP or FTP, of one line or several (RFC 959 section 4.2, RFC 5321 section 4.2.1).</summary>
/// <param name="Code">Three digits. The first: 2 done, 3 continue, 4 temporary failure, 5 permanent failure.</param>
/// <param name="Lines">The texts after the code, line by line, without lines that do not repeat the code.</param>
internal readonly record struct NumberedReply(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>Whether the code begins with <paramref name="digit"/>.</summary>
    public bool Is(int digit) => Code / 100 == digit;

    /// <summary>Its first line: "220 mail.example ESMTP".</summary>
    public override string ToString() => $"{Code} {Lines[0]}".TrimEnd();

    public static async ValueTask<NumberedReply> ReadAsync(LineSession server)
    {
        var line = await server.ReadLineAsync().ConfigureAwait(false);
        if (CodeOf(line) is not { } code)
            throw server.NotUnderstood(line);
        List<string> lines = [Text(line)];
        for (var ended = line is not [_, _, _, '-', ..]; !ended;)
        {
            line = await server.ReadLineAsync().ConfigureAwait(false);
            if (CodeOf(line) != code)
                continue;
            lines.Add(Text(line));
            ended = line is not [_, _, _, '-', ..];
        }

        return new NumberedReply(code, lines);
    }

    /// <summary>Reads the answer to the last command, whose code must begin with <paramref name="wanted"/>.</summary>
    public static async ValueTask<NumberedReply> ExpectAsync(LineSession server, int wanted)
    {
        var reply = await ReadAsync(server).ConfigureAwait(false);
        return reply.Is(wanted) ? reply : throw server.Refused(reply.ToString());
    }

    /// <summary>Sends a command and reads its answer, whose code must begin with <paramref name="wanted"/>.</summary>
    public static async ValueTask<NumberedReply> AskAsync(LineSession server, string command, int wanted)
    {
        await server.SendAsync(command).ConfigureAwait(false);
        return await ExpectAsync(server, wanted).ConfigureAwait(false);
    }

    /// <summary>The code at the beginning of a line; null if there is none.</summary>
    public static int? CodeOf(string line) =>
        line is [>= '1' and <= '5', >= '0' and <= '9', >= '0' and <= '9']
            or [>= '1' and <= '5', >= '0' and <= '9', >= '0' and <= '9', ' ' or '-', ..]
            ? (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0')
            : null;

    private static string Text(string line) => line.Length > 4 ? line[4..] : "";
}
