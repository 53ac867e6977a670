using System.Reflection;

namespace Ldirectord.Tests.Support;

/// <summary>A check that nothing refers upwards is worth something only if it sees each way to refer.</summary>
public class TypeReferencesTests
{
    [Theory]
    [InlineData(typeof(DerivedClass))]
    [InlineData(typeof(Implementation))]
    [InlineData(typeof(ArrayField))]
    [InlineData(typeof(GenericParameterOfMethod))]
    [InlineData(typeof(ReturnValue))]
    [InlineData(typeof(Constraint<>))]
    [InlineData(typeof(Attributed))]
    [InlineData(typeof(CallInExpression))]
    [InlineData(typeof(CaughtException))]
    [InlineData(typeof(TypeTest))]
    [InlineData(typeof(CallInLambda))]
    [InlineData(typeof(CallInAsyncMethod))]
    [InlineData(typeof(CallAfterSwitch))]
    public void EachWayToReferToATypeInCompiledCode_IsFound(Type user)
    {
        // The compiler puts lambdas and async methods into nested types.
        var types = user.GetNestedTypes(BindingFlags.NonPublic | BindingFlags.Public).Append(user);
        Type[] upper = [typeof(Upper), typeof(IUpper), typeof(UpperException), typeof(UpperAttribute)];
        Assert.NotEmpty(types.SelectMany(TypeReferences.Of).Intersect(upper));
    }

    [Fact]
    public void TypeThatRefersToNothingElse_IsNotAccused() =>
        Assert.DoesNotContain(TypeReferences.Of(typeof(Innocent)), found => found.Namespace == typeof(Upper).Namespace);

    private interface IUpper;

    private class Upper
    {
        public static int Number() => 1;
    }

    private sealed class UpperException : Exception;

    [AttributeUsage(AttributeTargets.All)]
    private sealed class UpperAttribute : Attribute;

    private sealed class DerivedClass : Upper;

    private sealed class Implementation : IUpper;

    private sealed class ArrayField
    {
        public Upper[] Field = [];
    }

    private sealed class GenericParameterOfMethod
    {
        public static void Method(Dictionary<string, List<Upper>> _) { }
    }

    private sealed class ReturnValue
    {
        public static Upper? Method() => null;
    }

    private sealed class Constraint<T> where T : Upper;

    private sealed class Attributed
    {
        [Upper]
        public int Property => 1;
    }

    private sealed class CallInExpression
    {
        public static int Method() => 1 + Upper.Number();
    }

    private sealed class CaughtException
    {
        public static void Method()
        {
            try
            {
                Console.WriteLine();
            }
            catch (UpperException)
            {
            }
        }
    }

    private sealed class TypeTest
    {
        public static bool Method(object any) => any is Upper;
    }

    private sealed class CallInLambda
    {
        public static Func<int, int> Method() => number => number + Upper.Number();
    }

    private sealed class CallInAsyncMethod
    {
        public static async Task<int> MethodAsync()
        {
            await Task.Yield();
            return Upper.Number();
        }
    }

    private sealed class CallAfterSwitch
    {
        public static long Method(int number)
        {
            switch (number)
            {
                case 0: return 0x1234567890;
                case 1: return 7;
                case 2: return 9;
                case 3: return 11;
                default: return (long)(number * 1.5) + Upper.Number();
            }
        }
    }

    private sealed class Innocent
    {
        public static string Method(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
