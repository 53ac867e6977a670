using Ldirectord.Ipvs;

namespace Ldirectord.Planning;

/// <summary>A setting of the kernel that a configuration needs to be otherwise, or that cannot be read.</summary>
/// <param name="Wanted">The value it should have; null if there is nothing to set.</param>
/// <param name="Message">Its value and the consequence.</param>
internal sealed record KernelSettingAdvice(KernelSetting Setting, int? Wanted, string Message);
