
using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>"receive" and "receivenot": what the content of an answer must and must not match.</summary>
/// <param name="Receive">Perl regular expression; any content matches if empty.</param>
/// <param name="ReceiveNot">Perl regular expression; nothing is forbidden if empty.</param>
internal readonly record struct ExpectedContent(string Receive, string ReceiveNot = "")
{
    /// <summary>Whether any content is accepted, so that it need not be kept.</summary>
    public bool IsAny => Receive.Length == 0 && ReceiveNot.Length == 0;

    /// <param name="what">The content's name in the sentence: "the body".</param>
    /// <returns>Null if <paramref name="content"/> is accepted, otherwise a sentence: "the body does not match /ok/".</returns>
    /// <exception cref="WaitCanceledException">The token fired first.</exception>
    public async ValueTask<string?> MismatchAsync(ReadOnlyMemory<byte> content, string what, CancellationToken ct)
    {
        if (ReceiveNot.Length > 0 && PerlPattern.Get(ReceiveNot) is var unwanted
            && await unwanted.MatchAsync(content, ct).ConfigureAwait(false))
            return $"{what} matches {unwanted}, which receivenot forbids";
        if (Receive.Length > 0 && PerlPattern.Get(Receive) is var wanted && !await wanted.MatchAsync(content, ct).ConfigureAwait(false))
            return $"{what} does not match {wanted}";
        return null;
    }
}
