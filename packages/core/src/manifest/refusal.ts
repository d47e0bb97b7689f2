/** Why a place cannot be edited. */
export interface Refusal {
  /**
   * `template`: another program fills the value in, so that it is no place of ours; `no-slot`: the place lacks a
   * field for a tag; `elsewhere`: an alias or a merge key brings the value from another line, which may be edited;
   * everything else must be put right by people before anything is written.
   */
  readonly kind: 'template' | 'no-slot' | 'elsewhere' | 'other'
  /** Follows "cannot be edited: ", without a full stop. */
  readonly reason: string
}
