using System.Collections.Concurrent;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Networking;
using Ldirectord.Tests.Config;

namespace Ldirectord.Tests.Support;

/// <summary>A resolver whose answers a test sets.</summary>
internal sealed class PlayedNames
{
    private readonly ConcurrentDictionary<string, Func<HostQuestion, CancellationToken, Task<HostAnswer>>> _answers = [];
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public void Has(string name, params IEnumerable<string> addresses) =>
        _answers[name] = (question, _) => Task.FromResult(HostAnswer.Of(addresses.Select(IPAddress.Parse), question));

    public void Fails(string name, string problem = "the name server does not answer") =>
        _answers[name] = (_, _) => Task.FromResult(HostAnswer.Failed(problem));

    public void Hangs(string name) => _answers[name] = async (_, ct) =>
    {
        await Task.Delay(Timeout.Infinite, ct);
        throw new InvalidOperationException();
    };

    public Task<HostAnswer> AskAsync(HostQuestion question, CancellationToken ct)
    {
        Interlocked.Increment(ref _asked);
        return _answers.TryGetValue(question.Name, out var answer)
            ? answer(question, ct) : Task.FromResult(HostAnswer.Failed("no such name"));
    }

    /// <summary>Reads a configuration by this resolver.</summary>
    public ConfigResult Read(string text, DirectorConfig? previous = null) => ConfigReader.ReadText(
        Reading.FileName, text, previous,
        new NameResolver { AskForAll = question => AskAsync(question, CancellationToken.None).GetAwaiter().GetResult() });
}
