import type { Call } from '../call.ts';

/** `siis completion SHELL`. The scripts only ask `siis __complete`, so they never grow old. */
export async function runCompletionVerb(call: Call): Promise<number> {
  const shell = call.args[0] ?? '';
  call.out.print(scripts[shell] ?? '');
  return Promise.resolve(0);
}

const scripts: Readonly<Record<string, string>> = {
  bash: `_siis() {
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}") line
  COMPREPLY=()
  # ':' and '=' break words in bash: instruments and options are put together again.
  if declare -F _get_comp_words_by_ref >/dev/null; then
    local cur words_all cword
    _get_comp_words_by_ref -n := -w words_all -i cword cur
    words=("\${words_all[@]:1:cword}")
  fi
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(siis __complete -- "\${words[@]}" 2>/dev/null)
  if declare -F __ltrim_colon_completions >/dev/null; then __ltrim_colon_completions "\${cur-}"; fi
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == "@files" ]]; then COMPREPLY=(); compopt -o default; fi
}
complete -F _siis siis
`,
  zsh: `#compdef siis
_siis() {
  local -a found
  found=("\${(@f)$(siis __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ "\${found[1]}" == "@files" ]]; then _files; else compadd -- $found; fi
}
compdef _siis siis
`,
  fish: `function __siis_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l found (siis __complete -- $words[2..-1] 2>/dev/null)
    if test "$found" = "@files"
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $found
    end
end
complete -c siis -f -a '(__siis_complete)'
`,
};
