using System.Reflection;
using System.Reflection.Emit;

namespace Ldirectord.Tests.Support;

/// <summary>
/// The types that a compiled type refers to: in its base types, fields, signatures, attributes and in the code of its methods.
/// Constants leave no trace in compiled code.
/// </summary>
internal static class TypeReferences
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private const byte TwoByteCode = 0xFE;

    private static readonly Dictionary<short, OpCode> s_codes =
        typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    public static IReadOnlySet<Type> Of(Type type)
    {
        var methods = type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared)).ToList();
        IEnumerable<Type?> found =
        [
            type.BaseType,
            .. type.GetInterfaces(),
            .. type.GetGenericArguments().SelectMany(Constraints),
            .. type.GetFields(Declared).Select(field => field.FieldType),
            .. methods.SelectMany(Signature),
            .. methods.Select(method => method.GetMethodBody()).OfType<MethodBody>().SelectMany(Locals),
            .. methods.SelectMany(Code),
            .. type.GetMembers(Declared).Append(type).SelectMany(Attributes),
        ];
        return found.SelectMany(Parts).ToHashSet();
    }

    private static IEnumerable<Type?> Signature(MethodBase method) =>
    [
        (method as MethodInfo)?.ReturnType,
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. method.IsGenericMethod ? method.GetGenericArguments().SelectMany(Constraints) : [],
    ];

    private static IEnumerable<Type?> Locals(MethodBody body) =>
    [
        .. body.LocalVariables.Select(local => local.LocalType),
        .. body.ExceptionHandlingClauses
            .Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
            .Select(clause => clause.CatchType),
    ];

    private static IEnumerable<Type> Attributes(MemberInfo member) => member.GetCustomAttributesData().Select(data => data.AttributeType);

    private static Type[] Constraints(Type argument) => argument.IsGenericParameter ? argument.GetGenericParameterConstraints() : [];

    /// <summary>The types of the members that the method's instructions name.</summary>
    private static IEnumerable<Type?> Code(MethodBase method)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var next = 0; next < il.Length;)
        {
            short value = il[next++];
            if (value == TwoByteCode)
                value = (short)(value << 8 | il[next++]);
            var operand = s_codes[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                foreach (var type in Named(method, BitConverter.ToInt32(il, next)))
                    yield return type;
            }

            next += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, next),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type?> Named(MethodBase method, int token)
    {
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        var member = method.Module.ResolveMember(token, method.DeclaringType!.GetGenericArguments(), arguments);
        return member switch
        {
            Type type => [type],
            FieldInfo field => [field.DeclaringType, field.FieldType],
            MethodInfo { IsGenericMethod: true } called => [called.DeclaringType, .. Signature(called), .. called.GetGenericArguments()],
            MethodBase called => [called.DeclaringType, .. Signature(called)],
            _ => [],
        };
    }

    /// <summary>Array and pointer element types, generic definitions and their arguments.</summary>
    private static IEnumerable<Type> Parts(Type? type)
    {
        if (type is null || type.IsGenericParameter)
            return [];
        if (type.HasElementType)
            return Parts(type.GetElementType());
        return type.IsGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)] : [type];
    }
}
