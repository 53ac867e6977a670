using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Checks;

/// <summary>
/// A Perl regular expression ("receive"), matched by PCRE2 in bytes (Latin-1), case-sensitive; "." does not match a newline. A match has
/// three stages, so that a pattern that backtracks forever does not delay other checks: a few steps on the caller's thread; then many steps
/// on other threads, one per processor; then, on as many other threads, without limit until the token is cancelled.
/// </summary>
internal sealed class PerlPattern
{
    // Steps as PCRE2 counts them, per position where a match may begin. At once: a few milliseconds at worst.
    private const uint StepsAtOnce = 1_000;
    private const uint StepsOnOwnThread = 100_000;
    private const int BytesAtOnce = 4096;
    private const uint HeapLimitKilobytes = 16 * 1024;

    private static readonly ConcurrentDictionary<(string Text, bool ByLine), PerlPattern> s_compiled = new();
    private static readonly BlockingThreads s_limited = new("match", Environment.ProcessorCount);
    private static readonly BlockingThreads s_unlimited = new("match on", Environment.ProcessorCount);

    [ThreadStatic]
    private static CancellationToken s_stop;

    private readonly string _text;
    private readonly nint _code;
    private readonly nint _interruptible;

    private PerlPattern(string text, nint code, nint interruptible) => (_text, _code, _interruptible) = (text, code, interruptible);

    /// <summary>
    /// Whether <paramref name="pattern"/> can be used; if not, <paramref name="error"/> says why and at which character, and continues the
    /// sentence "receive is".
    /// </summary>
    public static bool TryCompile(string pattern, out string error)
    {
        try
        {
            _ = Get(pattern);
            error = "";
            return true;
        }
        catch (IoFailureException e)
        {
            error = LibPcre2.Needed.Problem("a regular expression") is { } problem ? $"of no use: {problem}" : e.Message;
            return false;
        }
    }

    /// <param name="byLine">"^" and "$" also match at the beginning and end of each line.</param>
    /// <exception cref="IoFailureException">The text is not a regular expression, or the library is missing.</exception>
    public static PerlPattern Get(string text, bool byLine = false) => s_compiled.GetOrAdd((text, byLine), static key =>
    {
        // Before its static settings are made: a failure there would be permanent for this process.
        LibPcre2.Needed.Demand("a regular expression");
        var options = key.ByLine ? LibPcre2.Multiline : 0;
        return new PerlPattern(key.Text, Compile(key.Text, options), Compile(key.Text, options | LibPcre2.AutoCallout));
    });

    /// <summary>Whether the pattern is found in <paramref name="subject"/>.</summary>
    /// <param name="complete">False if more may follow: "$" then does not match at the end.</param>
    /// <exception cref="WaitCanceledException">The token was cancelled first.</exception>
    public ValueTask<bool> MatchAsync(ReadOnlyMemory<byte> subject, CancellationToken ct, bool complete = true)
    {
        if (subject.Length <= BytesAtOnce && Match(_code, subject.Span, complete, StepsAtOnce, CancellationToken.None) is { } matched)
            return new(matched);
        return new(MatchElsewhereAsync(subject, complete, ct));
    }

    public override string ToString() => $"/{Printable.OfBytes(_text)}/";

    private async Task<bool> MatchElsewhereAsync(ReadOnlyMemory<byte> subject, bool complete, CancellationToken ct)
    {
        try
        {
            return await MatchAsync(s_limited, StepsOnOwnThread).ConfigureAwait(false)
                ?? await MatchAsync(s_unlimited, uint.MaxValue).ConfigureAwait(false)
                ?? throw Failed("it takes too many steps");
        }
        catch (OperationCanceledException)
        {
            throw new WaitCanceledException(IoFailure.AnswerTimeout, $"the answer came, but matching it against {this} did not end", ct);
        }

        Task<bool?> MatchAsync(BlockingThreads threads, uint steps) =>
            threads.RunAsync(() => Match(_interruptible, subject.Span, complete, steps, ct)).WaitAsync(ct);
    }

    /// <returns>Null if the match needs more than <paramref name="steps"/> steps.</returns>
    private bool? Match(nint code, ReadOnlySpan<byte> subject, bool complete, uint steps, CancellationToken ct)
    {
        var data = LibPcre2.MatchDataCreate(1, 0);
        s_stop = ct;
        try
        {
            var options = complete ? 0 : LibPcre2.NotEndOfLine;
            var result = LibPcre2.Match(code, subject, (nuint)subject.Length, 0, options, data, Limits.For(steps));
            switch (result)
            {
                case >= 0:
                    return true;
                case LibPcre2.NoMatch:
                    return false;
                case LibPcre2.MatchLimit:
                    return null;
                case LibPcre2.CalloutStop:
                    throw new OperationCanceledException(ct);
                default:
                    throw Failed(LibPcre2.Words(result));
            }
        }
        finally
        {
            s_stop = default;
            LibPcre2.MatchDataFree(data);
        }
    }

    private IoFailureException Failed(string why) => new(IoFailure.Mismatch, $"the answer cannot be matched against {this}: {why}");

    private static nint Compile(string text, uint options)
    {
        var context = Limits.NewlineIsLf;
        var code = LibPcre2.Compile(Encoding.Latin1.GetBytes(text), (nuint)text.Length, options, out var error, out var offset, context);
        if (code != 0)
            return code;
        var where = offset < (nuint)text.Length ? $"character {Latin1.Characters(text.AsSpan(0, (int)offset)) + 1}" : "the end";
        throw new IoFailureException(IoFailure.Local,
            $"not a regular expression: {LibPcre2.Words(error)} (at {where} of {ServerText.Quoted(text, 100)})");
    }

    /// <summary>Called by PCRE2 before each item of the pattern; ends a match after its deadline.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    [SuppressMessage("Style", "IDE0060", Justification = "The library's signature.")]
    private static unsafe int OnCallout(void* block, void* data) => s_stop.IsCancellationRequested ? LibPcre2.CalloutStop : 0;

    /// <summary>Settings of the library, made once and never freed.</summary>
    private static class Limits
    {
        public static readonly nint NewlineIsLf = MakeCompileContext();
        private static readonly nint s_atOnce = MakeMatchContext(StepsAtOnce);
        private static readonly nint s_onOwnThread = MakeMatchContext(StepsOnOwnThread);
        private static readonly nint s_none = MakeMatchContext(uint.MaxValue);

        public static nint For(uint steps) => steps switch
        {
            StepsAtOnce => s_atOnce,
            StepsOnOwnThread => s_onOwnThread,
            _ => s_none,
        };

        private static nint MakeCompileContext()
        {
            var context = LibPcre2.CompileContextCreate(0);
            _ = LibPcre2.SetNewline(context, LibPcre2.NewlineLf);
            return context;
        }

        private static unsafe nint MakeMatchContext(uint steps)
        {
            var context = LibPcre2.MatchContextCreate(0);
            _ = LibPcre2.SetMatchLimit(context, steps);
            _ = LibPcre2.SetHeapLimit(context, HeapLimitKilobytes);
            _ = LibPcre2.SetCallout(context, &OnCallout, null);
            return context;
        }
    }
}
