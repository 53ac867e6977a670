namespace Ldirectord.Kernel.Doctor;

/// <summary>Set-ups of tutorials, typed as they stand: the doctor names each mistake, and none once all is right again.</summary>
public sealed class TutorialTests(DoctorMachine doctor) : IClassFixture<DoctorMachine>
{
    [Fact]
    public async Task Tutorials_AreNamedForEachMistake()
    {
        await doctor.TopologyAsync();
        var missing = new List<string>();
        foreach (var tutorial in Tutorial.All)
        {
            var prefix = tutorial.On.Length == 0 ? "" : $"ip netns exec {tutorial.On} ";
            await RunAsync(prefix, tutorial.Before, "-e");
            await RunAsync(prefix, tutorial.Typed);
            if (tutorial.On.Length == 0)
                Missing(tutorial, tutorial.Says, await doctor.DirectorAsync(tutorial.Config));
            else
                Missing(tutorial, tutorial.Says, await doctor.RealServerAsync(tutorial.On, tutorial.Options));
            if (tutorial.DirectorSays.Count > 0)
                Missing(tutorial, tutorial.DirectorSays, await doctor.DirectorAsync(tutorial.Config));
            await RunAsync(prefix, tutorial.After, "-e");
        }

        Assert.True(missing.Count == 0, string.Join('\n', missing));
        Assert.DoesNotContain(await doctor.DirectorAsync(DoctorMachine.Config), finding => finding.Level is "WARN" or "FAIL");

        void Missing(Tutorial tutorial, IReadOnlyList<string> says, IReadOnlyList<Finding> found) => missing.AddRange(
            from say in says
            where !found.Any(finding => say == $"{finding.Level} {finding.Id}")
            select $"{tutorial.Name}: no {say}: {string.Join("; ", found)}");
    }

    private async Task RunAsync(string prefix, string commands, string options = "")
    {
        var script = Path.Combine(doctor.Machine.Scratch, "typed.sh");
        await File.WriteAllTextAsync(script, $"{commands}\n");
        var run = await doctor.Machine.RunAsync($"{prefix}sh {options} {script} || [ -z '{options}' ]");
        Assert.True(run.ExitCode == 0, $"{run.Script}{commands}\n{run.Output}{run.Errors}");
    }
}
