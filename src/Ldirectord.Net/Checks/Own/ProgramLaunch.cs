using Ldirectord.Platform;

namespace Ldirectord.Checks;

/// <summary>How the program of a check is started: its arguments, its user, and the secrets in its environment.</summary>
internal sealed record ProgramLaunch
{
    /// <summary>The program that becomes another user and then the check's program, in the same process (util-linux).</summary>
    public const string UserChanger = "setpriv";

    /// <summary>Variables of the environment in which the program finds passwd and secret.</summary>
    public const string PasswordVariable = "LDIRECTORD_PASSWD", SecretVariable = "LDIRECTORD_SECRET";

    /// <summary>A command of the original: the four arguments, the daemon's user and environment.</summary>
    public static ProgramLaunch Plain { get; } = new();

    /// <summary>checkarguments, filled in; null for virtual address, virtual port, real address and real port.</summary>
    public ArgumentWords? Arguments { get; init; }

    /// <summary>checkuser; null for the daemon's own user.</summary>
    public UserAccount? User { get; init; }

    /// <summary>passwd; empty if not set.</summary>
    public string Password { get; init; } = "";

    /// <summary>secret; empty if not set.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Of a service's program, so that an edited program is another check; the default value for a checkcommand.</summary>
    public FileStamp Version { get; init; }

    /// <summary>What is added to the daemon's environment, as "NAME=value".</summary>
    public IReadOnlyList<string> Environment =>
        [.. Variable(PasswordVariable, Password), .. Variable(SecretVariable, Secret)];

    /// <summary>The program and arguments to start instead, so that they run as the user.</summary>
    public (string Program, string[] Arguments) AsUser(string program, string[] arguments) =>
        User is { } user
            ? (UserChanger, [$"--reuid={user.Id}", $"--regid={user.Group}", $"--groups={user.Groups}", "--", program, .. arguments])
            : (program, arguments);

    private static string[] Variable(string name, string value) => value.Length == 0 ? [] : [$"{name}={value}"];
}
