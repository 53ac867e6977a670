using System.Globalization;
using Ldirectord.Config;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Status;

/// <summary>
/// Who may steer: a process of root or of the daemon's user that asks for itself; anybody else by a token of the file of steertoken. A
/// token that is given must be right, whoever gives it.
/// </summary>
/// <param name="tokenFile">The path of steertoken; null if the configuration has no steertoken.</param>
/// <param name="ownUser">The daemon's.</param>
/// <param name="nameOf">The name of a user id; null if the id has no name.</param>
internal sealed class SteerAuthorisation(Func<CancellationToken, Task<string?>> tokenFile, uint ownUser, Func<uint, string?> nameOf)
{
    private const string Scheme = "Bearer ";

    private const int LongestWho = 64;

    private static readonly BlockingThreads s_threads = new("steertoken", 2);

    /// <param name="told">Who asks, by the client's own word; only root's process is believed. Null if it says nothing.</param>
    /// <returns>Who asks; or, if they may not, the answer.</returns>
    public async Task<(string Who, HttpAnswer? Refusal)> AskAsync(HttpQuestion question, string? told, CancellationToken ct)
    {
        var given = question.Header("Authorization");
        if (given.Length > 0)
            return await AskTokenAsync(given, ct).ConfigureAwait(false);
        if (question.User is not { } user || (user != 0 && user != ownUser) || BrowserRules.IsForSomebodyElse(question.Header))
            return ("", Unauthorised("expected Authorization: Bearer TOKEN, with a token of the file that steertoken names"));
        if (user == 0 && told is { Length: > 0 })
            return (Printable.Of(told, LongestWho), null);
        return (await NameAsync(user).ConfigureAwait(false), null);
    }

    /// <summary>The name of a user, or else the number.</summary>
    public async Task<string> NameAsync(uint user) =>
        await s_threads.RunAsync(() => nameOf(user)).ConfigureAwait(false) ?? user.ToString(CultureInfo.InvariantCulture);

    private async Task<(string Who, HttpAnswer? Refusal)> AskTokenAsync(string given, CancellationToken ct)
    {
        if (await tokenFile(ct).ConfigureAwait(false) is not { } file)
            return ("", Unauthorised("there are no tokens: expected steertoken = /PATH in the configuration"));
        var token = given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? given[Scheme.Length..].Trim() : "";
        try
        {
            return await s_threads.RunAsync(() => SteerTokens.NameOf(file, token)).WaitAsync(ct).ConfigureAwait(false) is { } name
                ? (name, null)
                : ("", Unauthorised("the token is not in the file that steertoken names"));
        }
        catch (IOException)
        {
            return ("", HttpAnswer.Problem(503, "the file that steertoken names cannot be used: ldirectord check says why"));
        }
    }

    private static HttpAnswer Unauthorised(string detail) =>
        HttpAnswer.Problem(401, detail) with { Headers = [("WWW-Authenticate", "Bearer")] };
}
