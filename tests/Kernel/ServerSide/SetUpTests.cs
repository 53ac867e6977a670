namespace Ldirectord.Kernel.ServerSide;

/// <summary>docs/set-up.md, typed as it stands; and what the doctor says where a command was left out.</summary>
public sealed class SetUpTests(SetUpWorld world) : IClassFixture<SetUpWorld>
{
    private const string ByHand = "A real server by hand";

    [Theory]
    [InlineData("NAT", "nat")]
    [InlineData("Direct routing", "gate")]
    [InlineData("Tunnelling", "ipip")]
    [InlineData(ByHand, "gate")]
    public async Task PageAsItStands_AnswersTheClient_AndTheDoctorIsContent(string section, string network)
    {
        var blocks = Blocks(section);
        await world.RenewAsync(network);
        foreach (var block in blocks.Where(block => !block.Examines))
            await TypeAsync(block, block.Commands);
        foreach (var block in blocks.Where(block => block.Examines))
        {
            var doctor = await world.AskAsync(block.Where, block.Commands);
            Assert.True(doctor.ExitCode == 0, $"{block.Commands}{doctor.Output}{doctor.Errors}");
        }
    }

    [Theory]
    [InlineData("NAT", "nat", 4)]
    [InlineData("Direct routing", "gate", 3)]
    [InlineData("Tunnelling", "ipip", 4)]
    [InlineData(ByHand, "gate", 3)]
    public async Task CommandThatIsLeftOut_IsNamedByTheDoctor(string section, string network, int rows)
    {
        var blocks = Blocks(section);
        var page = SetUpPage.Read(section);
        Assert.Equal(rows, page.Rows.Count);
        foreach (var without in page.Rows.GroupBy(row => row.Command))
        {
            await world.RenewAsync(network);
            foreach (var block in blocks.Where(block => !block.Examines && block.Where != SetUpMachine.Client))
                await world.TypeAsync(block.Where, Without(block.Commands, without.Key));
            foreach (var row in without)
            {
                var examine = blocks.Single(block => block.Examines && block.Where == row.Where);
                var doctor = await world.AskAsync(row.Where, examine.Commands);
                Assert.Contains(row.Says, doctor.Output, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Of a real server by hand the director is that of direct routing.</summary>
    private static List<SetUpBlock> Blocks(string section)
    {
        var page = SetUpPage.Read(section);
        return section != ByHand ? [.. page.Blocks]
            : [.. SetUpPage.Read("Direct routing").Blocks.Where(block => block.Where != SetUpMachine.RealServers || block.Examines)
                .SelectMany(block => block.Where == SetUpMachine.Client ? [.. page.Blocks, block] : new[] { block })];
    }

    // Without the file of sysctl.d its setting is typed.
    private static string Without(string commands, string command) => command.StartsWith("echo net.", StringComparison.Ordinal)
        ? commands.Replace(command, "", StringComparison.Ordinal)
            .Replace("sysctl -p /etc/sysctl.d/60-lvs.conf", "sysctl -w net.ipv4.ip_forward=1", StringComparison.Ordinal)
        : commands.Replace($"{command}\n", "", StringComparison.Ordinal);

    /// <summary>The client asks until the first check has passed.</summary>
    private async Task TypeAsync(SetUpBlock block, string commands)
    {
        if (block.Where == SetUpMachine.Client)
            commands = $"n=0; until {commands.Replace("curl ", "curl -sf -m 2 ", StringComparison.Ordinal).Trim()}; do "
                + "[ $((n += 1)) -le 50 ]; sleep 0.2; done";
        await world.TypeAsync(block.Where, commands);
    }
}
