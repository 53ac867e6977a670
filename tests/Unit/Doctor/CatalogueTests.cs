using Ldirectord.Doctor;

namespace Ldirectord.Tests.Doctor;

/// <summary>Every examination has its entry, and every entry its examination.</summary>
public class CatalogueTests
{
    [Fact]
    public void ExaminationsAndConditions_AreTheSame()
    {
        Assert.Equal(
            DirectorLooks.All.Select(look => look.Id).Concat(RealServerLooks.All.Select(look => look.Id)),
            Conditions.All.Select(condition => condition.Id));
        Assert.Distinct(Conditions.All.Select(condition => condition.Id));
    }

    [Fact]
    public void Condition_IsFoundInAnyCase()
    {
        Assert.Equal("D8", Conditions.Find("d8")?.Id);
        Assert.Null(Conditions.Find("D0"));
    }

    [Fact]
    public void Texts_AreSentencesWithoutTheirFullStop() => Assert.All(Conditions.All, condition =>
    {
        Assert.DoesNotMatch(@"\.$", condition.Fine);
        Assert.DoesNotMatch(@"\.$", condition.Symptom);
        Assert.Matches(@"[.)]$", condition.Background);
    });
}
