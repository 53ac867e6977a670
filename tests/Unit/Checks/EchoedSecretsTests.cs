using System.Net;
using System.Reflection;
using System.Text;
using Ldirectord.Checks;
using Ldirectord.Networking;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Checks;

/// <summary>
/// Servers that say the credentials of a check back, in every form: no reason shows one. Those of LDAP, SIP and the databases are with
/// their other tests.
/// </summary>
public class EchoedSecretsTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    public static MatrixTheoryData<string, string> Lines => new(["smtp", "pop", "imap", "ftp"], Echo.Forms.Select(row => row.Data));

    public static TheoryData<string> Forms => Echo.Forms;

    public static TheoryData<string> Kinds => [.. CheckTypes.Select(type => type.Name)];

    private static IEnumerable<Type> CheckTypes =>
        typeof(Check).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Check)) && !type.IsAbstract);

    [Theory, MemberData(nameof(Lines))]
    public async Task PasswordInALine_IsNotShown(string kind, string form)
    {
        await using var server = ScriptedLineServer.Saying(kind switch
        {
            "smtp" => ["220 a\r\n", "250-a\r\n250 AUTH PLAIN\r\n", $"535 no {form} here\r\n"],
            "pop" => ["+OK\r\n", "+OK\r\n", $"-ERR no {form} here\r\n"],
            "imap" => ["* OK\r\n", $"a2 NO no {form} here\r\n"],
            _ => ["220 a\r\n", "331 a\r\n", $"530 no {form} here\r\n"],
        });
        Check check = kind switch
        {
            "smtp" => new SmtpCheck(server.EndPoint, s_timeout, false, TlsSettings.None, Echo.Login, Echo.Password),
            "pop" => new PopCheck(server.EndPoint, s_timeout, TlsSettings.None, Echo.Login, Echo.Password),
            "imap" => new ImapCheck(server.EndPoint, s_timeout, TlsSettings.None, Echo.Login, Echo.Password),
            _ => new FtpCheck(server.EndPoint, s_timeout, Echo.Login, Echo.Password, "", new("")),
        };

        Echo.AssertHidden(await Probing.RunAsync(check), form);
        Echo.AssertHidden(await Probing.RunAsync(new ConnectThenNegotiateCheck(new AlwaysUpCheck(check.Target), check)), form);
    }

    [Fact]
    public async Task DigestOfAPassword_IsNotShown()
    {
        await using var server = ScriptedLineServer.Saying("+OK <1@a>\r\n", "-ERR\r\n", "+OK\r\n",
            "-ERR no c4c9334bac560ecc979e58001b3e22fb here\r\n");

        Assert.Equal(
            Outcome.Bad("POP3 PASS was refused: -ERR no *** here"),
            await Probing.RunAsync(new PopCheck(server.EndPoint, s_timeout, TlsSettings.None, Echo.Login, Echo.Password)));
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task CredentialsOfHttp_AreNotShown(string form)
    {
        await using var server = new ScriptedServer(async peer =>
        {
            await peer.ReceiveRequestAsync();
            await peer.SendAsync($"HTTP/1.1 401 no {form} here\r\nContent-Length: 0\r\n\r\n");
        });
        var field = $"Authorization: Basic {Convert.ToBase64String("u:geheim-77"u8)}\r\n";

        Echo.AssertHidden(
            await Probing.RunAsync(new HttpCheck(server.EndPoint, s_timeout, TlsSettings.None, new(Fields: field), "host", "/", new(""))),
            form);
        Echo.AssertHidden(
            await Probing.RunAsync(new HttpProxyCheck(server.EndPoint, s_timeout, TlsSettings.None, HttpSettings.Default,
                "http://u:geheim-77@host/", new(""))), form);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task CredentialsOfARedirect_AreNotShown(string form)
    {
        ScriptedServer? own = null;
        await using var server = new ScriptedServer(async peer =>
        {
            var first = (await peer.ReceiveRequestAsync()).StartsWith("GET / ", StringComparison.Ordinal);
            await peer.SendAsync(first
                ? $"HTTP/1.1 302 Found\r\nLocation: http://u:geheim-77@{own!.EndPoint}/next\r\nContent-Length: 0\r\n\r\n"
                : $"HTTP/1.1 401 no {form} here\r\nContent-Length: 0\r\n\r\n");
        });
        own = server;

        Echo.AssertHidden(
            await Probing.RunAsync(new HttpCheck(server.EndPoint, s_timeout, TlsSettings.None, HttpSettings.Default, "host", "/", new(""))),
            form);
    }

    [Fact]
    public async Task UrlThatAServerNames_IsShownWithoutItsUserInfo()
    {
        await using var server = ScriptedLineServer.Saying("554 see http://u:geheim-77@host/x\r\n", null);

        Assert.Equal(
            Outcome.Bad("the SMTP greeting is a refusal: 554 see http://***@host/x"),
            await Probing.RunAsync(new SmtpCheck(server.EndPoint, s_timeout, false, TlsSettings.None, "", "")));
    }

    /// <summary>Of every check there is, its text and that of its settings: one that is new is looked at, too.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void TextOfACheck_HoldsNoSecret_AndItsSecretsAreKnown(string kind)
    {
        var constructor = ConstructorOf(kind);
        var check = (Check)constructor.Invoke([.. constructor.GetParameters().Select(Value)]);

        Assert.DoesNotContain("geheim", $"{check}", StringComparison.Ordinal);
        if (constructor.GetParameters().Any(parameter => parameter.Name is "Password" or "Secret" or "Http" or "Url"))
            Assert.Contains(check.Secrets, secret => secret.Contains("geheim", StringComparison.Ordinal));
    }

    /// <summary>Of every check there is: what it was told, and what may be a secret, is not shown where its exchange has it.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void ExchangeOfACheck_HoldsNoSecret(string kind)
    {
        var constructor = ConstructorOf(kind);
        object?[] values = [.. constructor.GetParameters().Select(parameter => MayBeASecret(parameter) ? "geheim" : Value(parameter))];
        var check = (Check)constructor.Invoke(values);
        var record = new ExchangeRecord();
        foreach (var value in values)
        {
            var told = value switch { HttpSettings http => http.Fields, Check => "geheim", _ => value as string };
            if (told?.Contains("geheim", StringComparison.Ordinal) != true)
                continue;
            record.AddSent(Encoding.Latin1.GetBytes($"say {told}\n"));
            record.AddReceived(Encoding.Latin1.GetBytes($"no {told} here\n"));
        }

        if (Exchange.Of(record, check.Confidential) is not { } exchange)
            return;
        Assert.DoesNotContain("geheim", $"{exchange}", StringComparison.Ordinal);
        Assert.StartsWith("say ", exchange.Sent, StringComparison.Ordinal);
    }

    private static bool MayBeASecret(ParameterInfo parameter) => parameter is { Name: "Query" or "Send" }
        || (parameter.Name == "Request" && (parameter.Member.DeclaringType == typeof(SimpleTcpCheck)
            || parameter.Member.DeclaringType == typeof(SimpleUdpCheck)));

    private static ConstructorInfo ConstructorOf(string kind) => CheckTypes.Single(type => type.Name == kind).GetConstructors()
        .OrderByDescending(constructor => constructor.GetParameters().Length).First();

    private static object? Value(ParameterInfo parameter) => parameter switch
    {
        { Name: "Password" or "Secret" } => "geheim",
        { Name: "Database", Member.DeclaringType: var type } when type == typeof(OdbcCheck) => "Driver=x;PWD=geheim",
        { Name: "Url" } => "http://u:geheim@host/?token=geheim",
        { ParameterType: var type } when type == typeof(string) => "text",
        { ParameterType: var type } when type == typeof(IPEndPoint) => new IPEndPoint(IPAddress.Loopback, 1),
        { ParameterType: var type } when type == typeof(TlsSettings) => TlsSettings.None,
        { ParameterType: var type } when type == typeof(HttpSettings) => new HttpSettings(Fields: "X-Token: geheim\r\n"),
        { ParameterType: var type } when type == typeof(Check) =>
            new SmtpCheck(new IPEndPoint(IPAddress.Loopback, 1), s_timeout, false, TlsSettings.None, "u", "geheim"),
        { ParameterType: var type } when type == typeof(IPAddress) => IPAddress.Loopback,
        { ParameterType: var type } when type == typeof(ExpectedContent) => new ExpectedContent(""),
        { ParameterType: { IsValueType: true } type } => Activator.CreateInstance(type),
        _ => null,
    };
}
