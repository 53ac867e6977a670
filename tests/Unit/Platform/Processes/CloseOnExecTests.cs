
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Platform;

public class CloseOnExecTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhatAProcessInherited_IsNotPassedOn(bool oldKernel)
    {
        using var leak = new LeakedDescriptor();
        if (oldKernel)
            CloseOnExec.MarkEach();
        else
            CloseOnExec.MarkAll();
        Assert.True(leak.IsCloseOnExec);
    }
}
