using Ldirectord.Bench;

await DeadlineBench.RunAsync(Console.Out).ConfigureAwait(false);
