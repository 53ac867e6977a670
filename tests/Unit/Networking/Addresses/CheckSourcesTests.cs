using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Ldirectord.Checks;
using Ldirectord.Networking;

namespace Ldirectord.Tests.Networking;

/// <summary>Checks do not leave from a virtual address.</summary>
public class CheckSourcesTests
{
    private static readonly IPAddress s_target = IPAddress.Parse("2001:db8::21");
    private static readonly IPAddress s_vip = IPAddress.Parse("2001:db8::10");
    private static readonly ImmutableHashSet<IPAddress> s_virtuals = [s_vip, IPAddress.Parse("2001:db8::11")];

    [Theory]
    [InlineData("2001:db8::10", "2001:db8::1", "2 2001:db8::11/128, 2 2001:db8::1/64, 3 2001:db8::2/64, 2 fe80::1/64")]
    [InlineData("2001:db8::10", "2001:db8::1", "2 2001:db8:1::1/64, 2 2001:db8::1/64")] // of the server's network first
    [InlineData("2001:db8::10", "2001:db8:1::1", "2 2001:db8:1::1/64, 2 192.0.2.1/24")]
    [InlineData("2001:db8::1", null, "2 2001:db8::1/64")] // the kernel's own choice is fine
    [InlineData("2001:db8::10", null, "2 2001:db8::10/128, 3 2001:db8::1/64")] // no other on the device
    public void Choice_IsAnotherAddressOfTheRoutesDevice(string kernels, string? expected, string addresses)
    {
        ImmutableArray<DeviceAddress> all = [.. addresses.Split(", ").Select(Parse)];
        Assert.Equal(
            expected is null ? null : IPAddress.Parse(expected),
            CheckSources.Choose(s_target, new RouteAnswer(2, IPAddress.Parse(kernels), IsLocal: false), all, s_virtuals));
    }

    [Fact]
    public void AddressOfThisMachine_IsCheckedFromItself()
    {
        Assert.Null(CheckSources.Choose(s_vip, new RouteAnswer(1, s_vip, IsLocal: true), [Parse("1 2001:db8::1/64")], s_virtuals));
    }

    [Fact]
    public void KernelOfThisMachine_TellsTheRouteToItself()
    {
        var route = RouteQuestion.To(IPAddress.Loopback, 0, 0)!.Value;
        Assert.True(route.IsLocal);
        Assert.Equal(IPAddress.Loopback, route.Source);
        Assert.Null(RouteQuestion.To(IPAddress.Parse("127.0.0.1"), int.MaxValue, 7));
    }

    [Fact]
    public void AnswerCutAnywhere_IsNoAnswer()
    {
        var whole = RouteQuestion.Question(s_target, 2, 7);
        whole[4] = 24; // RTM_NEWROUTE
        Assert.NotNull(RouteQuestion.Read(whole));
        for (var length = 0; length < whole.Length; length++)
            Assert.Null(RouteQuestion.Read(whole.AsSpan(0, length)));
    }

    [Fact]
    public void WithoutAVirtualAddressHere_TheKernelChooses()
    {
        var sources = new CheckSources();
        Assert.Null(sources.SourceTo(s_target, null));
        sources.Use(new LocalAddresses([Parse("2 2001:db8::1/64")]), s_virtuals);
        Assert.Null(sources.SourceTo(s_target, null));
        sources.Use(null, s_virtuals);
        Assert.Null(sources.SourceTo(s_target, null));
    }

    [Fact]
    public void From_ReachesEveryPartOfACheck_ThePingToo()
    {
        var (source, endPoint, timeout) = (IPAddress.Parse("2001:db8::1"), new IPEndPoint(s_target, 53), TimeSpan.FromSeconds(1));
        var check = (ConnectThenNegotiateCheck)new ConnectThenNegotiateCheck(
            new PingCheck(s_target, timeout, 1), new ConnectCheck(endPoint, timeout)).From(source);
        Assert.Equal(source, ((PingCheck)check.Connect).Source);
        Assert.Equal(source, check.Negotiate.Path!.Source);
    }

    [Fact]
    public async Task PingFromAnAddress_IsAnswered()
    {
        var check = new PingCheck(IPAddress.Parse("127.0.3.1"), TimeSpan.FromSeconds(10), 1) { Source = IPAddress.Parse("127.0.3.2") };
        Assert.True((await check.RunAsync(TestContext.Current.CancellationToken)).IsUp);
    }

    /// <param name="text">"2 192.0.2.1/24": index of the device, address, prefix length.</param>
    private static DeviceAddress Parse(string text)
    {
        var parts = text.Split(' ', '/');
        return new DeviceAddress(
            int.Parse(parts[0], CultureInfo.InvariantCulture), IPAddress.Parse(parts[1]),
            int.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
