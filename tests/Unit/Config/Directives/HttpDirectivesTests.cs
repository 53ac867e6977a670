using Ldirectord.Checks;
using Ldirectord.Config;
using Ldirectord.Networking;
using static Ldirectord.Tests.Config.Reading;

namespace Ldirectord.Tests.Config;

/// <summary>The directives about http.</summary>
public class HttpDirectivesTests
{
    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    [InlineData("http_proxy")]
    public void Unsaid_EachHasItsDefault(string service)
    {
        Assert.Equal(HttpSettings.Default, Settings("", service));
        Assert.Equal(
            ("GET", "1.1", "", "200-299"),
            (HttpSettings.Default.Method, HttpSettings.Default.Version, HttpSettings.Default.Fields, HttpSettings.Default.Status));
        Assert.Equal(Redirects.Follow, HttpSettings.Default.Redirects);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    [InlineData("http_proxy")]
    public void AllSaid_AreTheChecks(string service) => Assert.Equal(
        new HttpSettings("HEAD", "1.0", Redirects.Same, "X-Probe: 1\r\nAccept: text/html, */*\r\n", "200-299,401"),
        Settings(
            "httpmethod=HEAD|httpversion=1.0|redirects=same|httpheader=\"X-Probe: 1\"|httpheader=\"Accept:text/html, */*\t\""
            + "|httpstatus=200-299,401", service));

    [Theory]
    [InlineData("redirects=follow", Redirects.Follow)]
    [InlineData("redirects = none", Redirects.None)]
    [InlineData("redirects=none|redirects=same  # the last one counts", Redirects.Same)]
    internal void Redirects_AreOneOfThreeWords(string line, Redirects redirects) => Assert.Equal(redirects, Settings(line).Redirects);

    [Theory]
    [InlineData("200", "200")]
    [InlineData("100-599", "100-599")]
    [InlineData("200 - 204 , 301,401-403", "200-204,301,401-403")]
    public void Statuses_AreCodesAndRanges(string value, string status) => Assert.Equal(status, Settings($"httpstatus={value}").Status);

    [Theory]
    [InlineData("200-299", 199, false)]
    [InlineData("200-299", 200, true)]
    [InlineData("200-299", 299, true)]
    [InlineData("200-299", 300, false)]
    [InlineData("200,301-302,401", 200, true)]
    [InlineData("200,301-302,401", 201, false)]
    [InlineData("200,301-302,401", 302, true)]
    [InlineData("200,301-302,401", 401, true)]
    [InlineData("200,301-302,401", 999, false)]
    public void Status_IsGoodIfTheListHasIt(string list, int status, bool good) => Assert.Equal(
        good, new HttpSettings(Status: list).IsGood(status));

    [Theory]
    [InlineData("httpmethod=POST", 12, "invalid httpmethod \"POST\": expected GET or HEAD")]
    [InlineData("redirects=yes", 11, "invalid redirects \"yes\": expected follow, same or none")]
    [InlineData("redirects=", 11, "invalid redirects \"\": expected follow, same or none")]
    [InlineData("httpversion=2", 13, "invalid httpversion \"2\": expected 1.0 or 1.1")]
    [InlineData("httpstatus=", 12, "invalid httpstatus \"\": expected codes and ranges of 100..599, as in 200-299,401")]
    [InlineData("httpstatus=20", 12, "invalid httpstatus \"20\": expected codes and ranges of 100..599, as in 200-299,401")]
    [InlineData("httpstatus=2xx", 12, "invalid httpstatus \"2xx\": expected codes and ranges of 100..599, as in 200-299,401")]
    [InlineData("httpstatus=200,,401", 12, "invalid httpstatus \"200,,401\": expected codes and ranges of 100..599, as in 200-299,401")]
    [InlineData("httpstatus=099", 12, "invalid httpstatus \"099\": expected codes and ranges of 100..599, as in 200-299,401")]
    [InlineData("httpstatus=200-600", 12, "invalid httpstatus \"200-600\": expected codes and ranges of 100..599, as in 200-299,401")]
    [InlineData("httpstatus=299-200", 12, "invalid httpstatus \"299-200\": expected codes and ranges of 100..599, as in 200-299,401")]
    [InlineData("httpstatus=200-250-299", 12,
        "invalid httpstatus \"200-250-299\": expected codes and ranges of 100..599, as in 200-299,401")]
    [InlineData("httpheader=X: secret", 12, "httpheader without quotes: expected httpheader = \"...\"")]
    [InlineData("httpheader=\"\"", 12, "empty httpheader: expected a text between the quotes")]
    [InlineData("httpheader=\"secret\"", 12, "invalid httpheader: expected \"Name: value\", with a name of letters, digits and hyphens")]
    [InlineData("httpheader=\": secret\"", 12, "invalid httpheader: expected \"Name: value\", with a name of letters, digits and hyphens")]
    [InlineData("httpheader=\"X Y: secret\"", 12,
        "invalid httpheader: expected \"Name: value\", with a name of letters, digits and hyphens")]
    [InlineData("httpheader=\"X : secret\"", 12,
        "invalid httpheader: expected \"Name: value\", with a name of letters, digits and hyphens")]
    [InlineData("httpheader=\"X\u00E9: secret\"", 12,
        "invalid httpheader: expected \"Name: value\", with a name of letters, digits and hyphens")]
    [InlineData("httpheader=\"X:\"", 12, "invalid httpheader X: expected a value without control characters after the colon")]
    [InlineData("httpheader=\"X: a\rInjected: b\"", 12,
        "invalid httpheader X: expected a value without control characters after the colon")]
    [InlineData("httpheader=\"X: a\u0001\"", 12, "invalid httpheader X: expected a value without control characters after the colon")]
    [InlineData("httpheader=\"X: a\u007F\"", 12, "invalid httpheader X: expected a value without control characters after the colon")]
    [InlineData("httpheader=\"content-length: 5\"", 12,
        "invalid httpheader content-length: requests have no body, and the connection is closed after each; expected another name")]
    public void InvalidValue_IsAnErrorWithItsPlace(string line, int column, string message)
    {
        var error = Assert.Single(Read(FileWith(line)).Errors);
        Assert.Equal((2, column + 1, message), (error.Line, error.Column, error.Message)); // a tab is one column
    }

    [Theory]
    [InlineData("redirects=follow")]
    [InlineData("httpversion=1.1")]
    [InlineData("httpheader=\"X: y\"")]
    [InlineData("httpstatus=200-299")]
    public void EachIsOurs_AndSaysSo(string line)
    {
        var read = Read(FileWith(line));
        Assert.NotNull(read.Config);
        Assert.Equal(
            new Diagnostic(Severity.Warning, FileName, 2, 2, $"Perl ldirectord does not know {line.Split('=')[0]}")
            {
                IsPortability = true,
            },
            Assert.Single(read.Diagnostics));
    }

    [Theory]
    [InlineData("httpmethod=HEAD")]
    [InlineData("virtualhost=shop.example")]
    public void OriginalsOwn_AreNoWarning(string line) => Assert.Empty(Read(FileWith(line)).Diagnostics);

    [Fact]
    public void Checks_AreSharedOnlyIfAllSettingsAreTheSame()
    {
        const string One = "httpheader=\"Authorization: Basic YTpi\"|httpstatus=200";
        const string Other = "httpheader=\"Authorization: Basic YTpj\"|httpstatus=200";
        Assert.Equal(Check(One), Check(One));
        Assert.NotEqual(Check(One), Check(Other));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    [InlineData("http_proxy")]
    public void ValuesOfFields_AreNeverShown(string service)
    {
        string shown = $"{Check("httpheader=\"Authorization: Basic c2VjcmV0OmE=\"|httpheader=\"X-Token: secret\"", service)}";
        Assert.DoesNotContain("c2VjcmV0", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void TlsSettings_AreTheRedirectsAndTheProxiedServersToo()
    {
        var tls = new TlsSettings(TlsStart.Never, "www.example", Verify: true);
        const string Section = "tlsverify=yes|tlsservername=www.example";
        Assert.Equal(tls, Assert.IsType<HttpCheck>(Check(Section)).Tls);
        Assert.Equal(tls, Assert.IsType<HttpProxyCheck>(Check(Section, "http_proxy")).Tls);
        Assert.Equal(TlsSettings.None, Assert.IsType<HttpCheck>(Check("")).Tls);
        Assert.Equal(TlsSettings.None, Assert.IsType<HttpProxyCheck>(Check("", "http_proxy")).Tls);
    }

    private static HttpSettings Settings(string section, string service = "http") =>
        Check(section, service) is HttpCheck check ? check.Http : Assert.IsType<HttpProxyCheck>(Check(section, service)).Http;

    private static Check Check(string section, string service = "http") =>
        Server($"service={service}|request=\"http://www.example/\"|{section}|real=127.0.0.2:81 masq").Check;
}
