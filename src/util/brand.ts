declare const brand: unique symbol;

/** A `Base` value that went through the one constructor of `Name`; mixing two brands does not compile. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** The only cast to a brand. Call it inside that brand's constructor and nowhere else. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the brand
export function brandAs<Branded>(value: unknown): Branded {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one door for brands
  return value as Branded;
}
