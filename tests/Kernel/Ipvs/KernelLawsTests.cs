using System.Net;
using Ldirectord.Ipvs;
using Ldirectord.Kernel.Uml;
using Ldirectord.Tests.Ipvs;

namespace Ldirectord.Kernel.Ipvs;

/// <summary>
/// What the kernel does with operations, in words: the same list the dry run is held against, and what only a kernel can say.
/// </summary>
[Collection(IpvsMachine.Name)]
public class KernelLawsTests(IpvsMachine shared)
{
    public static TheoryData<string> Laws => [.. TableLaw.All.Select(law => law.Name)];

    [Theory, MemberData(nameof(Laws))]
    public async Task Laws_HoldInTheKernel(string law) => TableLaw.All.Single(l => l.Name == law).Hold(await shared.ClientAsync());

    [Theory, MemberData(nameof(Laws))]
    public async Task Laws_HoldInTheKernelForManyOperationsAtOnce(string law) =>
        TableLaw.All.Single(l => l.Name == law).HoldAtOnce(await shared.ClientAsync());

    [Fact]
    public async Task SchedulerTheKernelDoesNotHave_IsNamedWithItsModule()
    {
        var ipvs = await shared.ClientAsync();
        var id = ServiceId.Tcp(IPEndPoint.Parse("10.0.0.1:80"));
        Assert.Equal(
            [
                "the scheduler nope is not in this kernel: modprobe ip_vs_nope", null,
                "the scheduler nope is not in this kernel: modprobe ip_vs_nope"],
            ipvs.Apply([
                new AddService(new Service(id, "nope")), new AddService(new Service(id, "rr")), new EditService(new Service(id, "nope"))]));
    }

    [Fact]
    public async Task TenThousandOperations_GoInOneApply()
    {
        var ipvs = await shared.ClientAsync();
        var id = ServiceId.Tcp(IPEndPoint.Parse("10.0.0.1:80"));
        var servers = Enumerable.Range(0, 1000).Select(i => new Destination(
            new IPEndPoint(IPAddress.Parse($"10.1.{i / 250}.{i % 250}"), 80), ForwardingMethod.Gate, 1))
            .ToArray();
        var operations = new List<IpvsOperation> { new AddService(new Service(id, "wrr")) };
        operations.AddRange(servers.Select(server => new AddDestination(id, server)));
        for (var weight = 2; weight < 10; weight++)
            operations.AddRange(servers.Select(server => new EditDestination(id, server with { Weight = weight })));
        operations.AddRange(Enumerable.Repeat(new AddService(new Service(id, "wrr")), 999));

        var reasons = ipvs.Apply(operations);

        Assert.Equal(10000, reasons.Count);
        Assert.All(reasons.Take(9001), Assert.Null);
        Assert.All(reasons.Skip(9001), reason => Assert.Equal("already there", reason));
        var read = ipvs.Read([id])[0].Destinations.Select(entry => entry.Destination).ToHashSet();
        Assert.Equal(servers.Select(server => server with { Weight = 9 }).ToHashSet(), read);
        Assert.Equal(1001, (await shared.IpvsadmAsync("-Sn")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal([null], ipvs.Apply([new DeleteService(id)]));
    }

    [Fact]
    public async Task ManyServices_AreReadWhole()
    {
        var ipvs = await shared.ClientAsync();
        var services = Enumerable.Range(1, 1000).Select(mark => new Service(ServiceId.Mark((uint)mark), "rr")).ToArray();
        Assert.All(ipvs.Apply([.. services.Select(service => new AddService(service))]), Assert.Null);
        Assert.Equal(services.ToHashSet(), ipvs.Read().Services.Select(entry => entry.Service).ToHashSet());
    }

    // Sixteen are asked for in one send, whose last question alone is acknowledged.
    [Fact]
    public async Task ServicesAskedForByName_AreFoundAmongThoseThatAreMissing()
    {
        var ipvs = await shared.ClientAsync();
        var there = Enumerable.Range(1, 40).Select(mark => ServiceId.Mark((uint)mark)).ToList();
        Assert.All(ipvs.Apply([.. there.Select(id => new AddService(new Service(id, "rr")))]), Assert.Null);
        ServiceId[] asked = [.. there[..3], ServiceId.Mark(501), .. there[3..14], ServiceId.Mark(502), .. there[14..], ServiceId.Mark(503)];
        Assert.Equal(there, ipvs.Read(asked).Select(entry => entry.Service.Id));
        Assert.Empty(ipvs.Read([ServiceId.Mark(501)]));
    }

    [Fact]
    public async Task WithoutTheRightToAdministerTheNetwork_TheKernelRefusesInWords()
    {
        var result = await shared.Machine.RunAsync($"setpriv --reuid 65534 --clear-groups {GuestTool.Command} ipvs read");
        Assert.Equal(
            (1, "", "the IPVS table cannot be read: not permitted: requires root or CAP_NET_ADMIN\n"),
            (result.ExitCode, result.Output, result.Errors));
    }

    [Fact]
    public async Task TableThatOthersChangeAllTheTime_IsReadAllTheSame()
    {
        var ipvs = await shared.ClientAsync();
        var stay = ServiceId.Mark(1);
        ipvs.Apply([new AddService(new Service(stay, "rr"))]);
        var others = shared.Machine.RunAsync(
            "for i in $(seq 2 25); do ipvsadm -A -f $i -s rr; done; for i in $(seq 2 25); do ipvsadm -D -f $i; done");
        while (!others.IsCompleted)
            Assert.NotNull(ipvs.Read().Find(stay));
        Assert.Equal(0, (await others).ExitCode);
    }
}

/// <summary>A kernel whose IPVS is a module that is not loaded, or that is not there.</summary>
public class MissingModuleTests(SharedMachine shared) : IClassFixture<SharedMachine>
{
    [Fact]
    public async Task ModuleThatIsNotLoaded_IsLoaded_AndOneThatIsMissingIsNamed()
    {
        var read = $"{GuestTool.Command} ipvs read";
        var loaded = await shared.Machine.RunAsync($"modprobe -r ip_vs; {read}; grep -c '^ip_vs ' /proc/modules");
        Assert.Equal("1\n", loaded.Text);
        var missing = await shared.Machine.RunAsync($"modprobe -r ip_vs; rm /lib/modules/$(uname -r); {read}");
        Assert.Equal((1, "", "this kernel has no IPVS: modprobe ip_vs\n"), (missing.ExitCode, missing.Output, missing.Errors));
    }
}
