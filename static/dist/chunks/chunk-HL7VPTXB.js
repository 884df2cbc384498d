function n(e,t){return!e.dispatchEvent(new CustomEvent("pb:mark",{bubbles:!0,cancelable:!0,detail:t}))}export{n as a};
