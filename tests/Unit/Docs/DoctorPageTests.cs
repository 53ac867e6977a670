using Ldirectord.Doctor;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Docs;

/// <summary>docs/doctor.md lists what the doctor knows.</summary>
public class DoctorPageTests
{
    [Fact]
    public void Tables_AreTheCatalogue()
    {
        var rows = File.ReadLines(Repository.PathOf("docs", "doctor.md"))
            .Where(line => line.StartsWith("| D", StringComparison.Ordinal) || line.StartsWith("| R", StringComparison.Ordinal));
        Assert.Equal(Conditions.All.Select(one => $"| {one.Id} | {one.Fine} | {one.Symptom} |"), rows);
    }
}
