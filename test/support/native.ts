/** Node's own import. Test files are loaded by vite, whose import knows no module hooks. */
export const nativeImport = (url: string): Promise<unknown> => import(url);
