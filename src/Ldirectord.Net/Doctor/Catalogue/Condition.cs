namespace Ldirectord.Doctor;

/// <summary>A mistake that the doctor knows.</summary>
/// <param name="Id">"D8": never given to anything else.</param>
/// <param name="Fine">What holds if the mistake was not made.</param>
/// <param name="Symptom">What clients or operators notice.</param>
/// <param name="Background">Why, and how it is seen.</param>
internal sealed record Condition(string Id, string Fine, string Symptom, string Background);
