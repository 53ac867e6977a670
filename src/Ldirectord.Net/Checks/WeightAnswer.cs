using System.Globalization;

namespace Ldirectord.Checks;

/// <summary>The weight that a check, or an agent, asks for its server. It is the whole truth until the next answer.</summary>
/// <param name="Value">A weight from 0, or percent of the weight in the configuration.</param>
internal readonly record struct WeightAnswer(int Value, bool IsPercent)
{
    /// <summary>"5" or "50%".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value}{(IsPercent ? "%" : "")}");
}
