using Ldirectord.Ipvs;
using Ldirectord.Tests.Director.Sequences;

namespace Ldirectord.Kernel.Ipvs;

/// <summary>
/// What a director and its operators did to the table in memory, done to the kernel's by the netlink client: the same is refused, and the
/// same table stands.
/// </summary>
[Collection(IpvsMachine.Name)]
public class SequencesInTheKernelTests(IpvsMachine shared)
{
    private const int AtOnce = 50;

    [Fact]
    public async Task TableInMemory_IsTheKernels()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            using var run = new SequenceRun(new InMemoryIpvs());
            Assert.Null(await run.PlayAsync(SequenceGenerator.Generate(seed, length: 50)));
            var (memory, kernel) = (new InMemoryIpvs(), await shared.ClientAsync());
            foreach (var sent in run.Sent.Chunk(AtOnce))
            {
                var operations = sent.Select(step => step.Operation).ToArray();
                memory.Apply(operations);
                Assert.Equal(sent.Select(step => step.Reason), kernel.Apply(operations));
                Assert.Equal(IpvsadmFormat.Save(memory.Read()), IpvsadmFormat.Save(kernel.Read()));
            }
        }
    }
}
