namespace Ldirectord.Tests.Support;

/// <summary>A server that holds a dialogue in lines: it greets, and has an answer to each command.</summary>
public static class ScriptedLineServer
{
    /// <summary>
    /// Says the first text, then the next one after each command, every one in the pieces that <paramref name="cut"/> makes of it. After
    /// the last it listens until the client has gone, or closes if the last is null. <see cref="ScriptedServer.Requests"/> has what the
    /// client says.
    /// </summary>
    public static ScriptedServer Saying(Func<string, IEnumerable<string>> cut, params string?[] texts) => new(async peer =>
    {
        for (var i = 0; i < texts.Length; i++)
        {
            if (i > 0)
                await peer.ReceiveSomeAsync();
            if (texts[i] is not { } text)
                return;
            await peer.SendPiecesAsync(cut(text));
        }

        await peer.ReceiveSomeAsync();
        await peer.HangAsync();
    });

    public static ScriptedServer Saying(params string?[] texts) => Saying(text => [text], texts);

    /// <summary>The ways to cut up what a server says: see <see cref="Fragmentations"/>.</summary>
    public static IEnumerable<Func<string, IEnumerable<string>>> Cuts =>
        Enumerable.Range(0, Fragmentations.Of("").Count())
            .Select<int, Func<string, IEnumerable<string>>>(way => text => Fragmentations.Of(text).ElementAt(way));
}
