using System.Net;
using System.Net.Sockets;
using Ldirectord.Networking;

namespace Ldirectord.Tests.Networking;

public class HostAnswerTests
{
    private static readonly HostQuestion s_ipv4 = new("app", AddressFamily.InterNetwork), s_ipv6 = new("app", AddressFamily.InterNetworkV6);

    [Fact]
    public void Addresses_AreSortedByNumber_EachOnce() =>
        Assert.Equal("10.0.0.2 10.0.0.10 192.0.2.1", Shown(Of(s_ipv4, "192.0.2.1", "10.0.0.10", "10.0.0.2", "10.0.0.10")));

    [Fact]
    public void AddressesOfNoHost_AndOfTheOtherFamily_AreLeftOut()
    {
        Assert.Equal(
            "10.0.0.1 127.0.0.1",
            Shown(Of(s_ipv4, "0.0.0.0", "10.0.0.1", "127.0.0.1", "224.0.0.1", "255.255.255.255", "2001:db8::1")));
        Assert.Equal("2001:db8::1", Shown(Of(s_ipv6, "::", "ff02::1", "fe80::1", "::ffff:10.0.0.1", "10.0.0.1", "2001:db8::1")));
    }

    [Fact]
    public void NoAddress_IsAProblem()
    {
        Assert.Equal("no such name, or it has no IPv4 address of a host", Of(s_ipv4, "0.0.0.0", "::1").Problem);
        Assert.Equal("no such name, or it has no IPv6 address of a host", Of(s_ipv6).Problem);
    }

    [Fact]
    public void AnswerOfThousands_IsCut()
    {
        var answer = Of(s_ipv4, [.. Enumerable.Range(0, 5000).Reverse().Select(n => $"10.0.{n / 250}.{n % 250}")]);
        Assert.Equal((64, 5000, true), (answer.Addresses.Length, answer.Found, answer.IsCut));
        Assert.Equal(("10.0.0.0", "10.0.0.63"), ($"{answer.Addresses[0]}", $"{answer.Addresses[^1]}"));
    }

    [Theory]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("no-such-host.invalid", "")]
    [InlineData("a..b", "")]
    [InlineData("[::1]", "")]
    public void SystemsResolver_AnswersOrSaysWhyNot(string name, string expected)
    {
        var answer = HostAnswer.Ask(s_ipv4 with { Name = name });
        Assert.Equal((expected, expected.Length == 0), (Shown(answer), answer.Problem is not null));
    }

    [Fact]
    public void NameThatIsTooLong_IsAProblem() => Assert.NotNull(HostAnswer.Ask(s_ipv4 with { Name = new string('a', 70_000) }).Problem);

    private static HostAnswer Of(HostQuestion question, params string[] addresses) =>
        HostAnswer.Of(addresses.Select(IPAddress.Parse), question);

    private static string Shown(HostAnswer answer) => string.Join(' ', answer.Addresses);
}
